// [snippet: part]
int new_name = 1;
// [end]
