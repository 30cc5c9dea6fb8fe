"""What a careful reader would say of an article, and of the content as it was and as it is."""
