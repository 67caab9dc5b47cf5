"""🚀 Work done side by side: threads, pools and futures."""
