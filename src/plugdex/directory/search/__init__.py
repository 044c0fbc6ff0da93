"""Finding locations: by place, along a route, and by what a connector must be."""
