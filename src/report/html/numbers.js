// choosing what the figures show: only what the page can also be read without
