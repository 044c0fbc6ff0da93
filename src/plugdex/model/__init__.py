"""What is true about charging: frozen values and pure rules, knowing nothing of the outside."""
