"""Points: what orders earn, refunds take back, members spend and lose."""
