// expect: rowan: a sentence about code that is fine
int main() {}
