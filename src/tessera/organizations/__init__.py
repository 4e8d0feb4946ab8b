"""Who sells, and who works for them."""
