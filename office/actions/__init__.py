"""What the office does across all claimants."""
