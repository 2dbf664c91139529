"""The report of use (使用情况): how long rooms were open and taken, and what was served there. docs/report.md"""
