"""The front door, twice: Streamlit runs this file as a script for each page, and imports it once as a server.

`streamlit run` finds `app` here by reading, not by running. Whoever starts the script without it loses the headers and
the limits of `lib.door.asgi`, and nothing else.
"""

from __future__ import annotations

if __name__ == "__main__":
    from lib.screen import front

    front.draw()
else:
    from starlette.middleware import Middleware
    from streamlit.starlette import App

    from lib.door.asgi import Door, House

    house = House()
    app = App(__file__, lifespan=house.open, middleware=[Middleware(Door, house)])
