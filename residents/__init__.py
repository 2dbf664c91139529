"""People, accounts, posts and consent."""
