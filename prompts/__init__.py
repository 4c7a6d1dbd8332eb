"""The prompts, one Markdown file each; data, read by `assistant.prompts`."""
