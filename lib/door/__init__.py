"""The door between strangers and the app: what may come in, how much of it, and which headers go out.

It knows Streamlit's server and the settings, and nothing of lessons. `asgi.Door` stands before the server and sees
HTTP and websockets; `gate.Gate` stands before the sessions and sees messages, also where a host starts the app
without the first.
"""
