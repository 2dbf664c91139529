"""The programme: classes, films, choirs and their sessions."""
