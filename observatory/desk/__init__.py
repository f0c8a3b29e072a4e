"""The curators' desk: the admin site with its login, its home page and its languages. Above every other package."""
