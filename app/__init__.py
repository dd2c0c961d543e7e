"""The page: Gradio components and events. Imports `restoration` only through its public names."""
