"""The claims store: a folder of Parquet parts."""
