"""An identity provider to try things with: codes of a documented form become stable subjects."""
