"""Rule sets, wishes and the reasons for a no."""
