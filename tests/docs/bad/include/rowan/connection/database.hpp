struct DatabaseOptions {
  int silent = 0;
};
