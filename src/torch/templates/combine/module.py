"""What each head's loss counts in the gradient, where the losses are not added as they are: a rule says it."""
