class Pressed: ...


def press(book, on_page=None):
    raise NotImplementedError


def find_culprit(f):
    return None


def input_hash(b):
    return ""
