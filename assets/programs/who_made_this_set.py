import keras
import numpy as np
from sklearn.metrics import confusion_matrix

# validation/cats/*.jpg, validation/dogs/*.jpg; the base of model.keras, from your lab book, is MobileNetV2
photos = keras.utils.image_dataset_from_directory("validation", image_size=(160, 160), shuffle=False)
truth = np.concatenate([y for _, y in photos])                       # 0 = cat, 1 = dog
light = np.concatenate([x.numpy().mean(axis=(1, 2, 3)) for x, _ in photos])
model = keras.models.load_model("model.keras")
scaled = photos.map(lambda x, y: keras.applications.mobilenet_v2.preprocess_input(x))
dog = model.predict(scaled, verbose=0).ravel()                       # the probability of dog

# Is it right for every group? Wilson's 95 % interval of each share.
for name, group in ("dark", light < np.median(light)), ("bright", light >= np.median(light)):
    wrong, n, z = ((dog >= 0.5) != truth)[group].sum(), group.sum(), 1.96
    share, spread = wrong / n, z * z / n
    middle, half = share + spread / 2, z * np.sqrt(share * (1 - share) / n + spread / (4 * n))
    low, high = (middle - half) / (1 + spread), (middle + half) / (1 + spread)
    print(f"{name}: {wrong} of {n} wrong, {100 * low:.1f} to {100 * high:.1f} %")

# What does each kind of mistake cost? You decide.
cat_called_dog, dog_called_cat = 5, 1
cost = {}
for threshold in np.arange(1, 100) / 100:
    (_, cats), (dogs, _) = confusion_matrix(truth, dog >= threshold, labels=[0, 1])
    cost[threshold] = int(cat_called_dog * cats + dog_called_cat * dogs)
best = min(cost, key=cost.get)
print(f"cheapest on validation: say dog from {best:.0%} on, {cost[best]} points")
