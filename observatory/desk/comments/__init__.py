"""The pages of comments: the list of what waits for somebody, and the forms that add, edit and settle a comment."""
