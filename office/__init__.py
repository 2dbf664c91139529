"""What spans all claimants: home and site pages, the week board, announcements."""
