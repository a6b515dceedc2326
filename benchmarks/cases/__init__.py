"""The promises about cases: lists at a million cases, one application from receipt to payment."""
