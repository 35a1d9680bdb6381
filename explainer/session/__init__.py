"""What a guest of a room does, decided once for every door."""
