import keras
import numpy as np

model = keras.applications.MobileNetV2(input_shape=(160, 160, 3), weights="imagenet")

photo = keras.utils.load_img("cat.jpg", target_size=(160, 160), interpolation="bilinear")
pixels = np.array(photo, dtype="float32")[None]                      # (1, 160, 160, 3), from 0 to 255
scaled = keras.applications.mobilenet_v2.preprocess_input(pixels)    # from -1 to 1: what it was trained on

probabilities = model.predict(scaled, verbose=0)                     # (1, 1000), adding up to 1
for _, name, share in keras.applications.mobilenet_v2.decode_predictions(probabilities, top=5)[0]:
    print(f"{share:7.2%}  {name}")
