"""The few Streamlit pieces that pages share.

Importing it sends a visitor who came straight to a page in through the front door: Streamlit runs the files of
a folder named `pages` by themselves until `st.navigation` has been called once in the process, so the first
address opened after a start would show a page without its learner, its look and its navigation.
"""

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

if PagesManager.uses_pages_directory:
    PagesManager.uses_pages_directory = False
    st.rerun()
