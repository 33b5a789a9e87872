def plan(book):
    return ()
