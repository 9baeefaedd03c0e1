import keras
import numpy as np
from PIL import Image, ImageOps

model = keras.applications.MobileNetV2(input_shape=(160, 160, 3), weights="imagenet")

upright = ImageOps.exif_transpose(Image.open("cat.jpg")).convert("RGB")   # a phone notes how it was held
photo = upright.resize((160, 160), Image.Resampling.BILINEAR)
pixels = np.array(photo, dtype="float32")[None]                      # (1, 160, 160, 3), from 0 to 255
scaled = keras.applications.mobilenet_v2.preprocess_input(pixels)    # from -1 to 1: what it was trained on

probabilities = model.predict(scaled, verbose=0)                     # (1, 1000), adding up to 1
for _, name, share in keras.applications.mobilenet_v2.decode_predictions(probabilities, top=5)[0]:
    print(f"{share:7.2%}  {name}")
