"""What the people at the box office do with orders, and what they see of a show's places."""
