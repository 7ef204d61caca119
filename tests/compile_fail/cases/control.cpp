// compiles
// Without this, a header that is broken for everybody would make every case pass.
#include "rowan/connection/database.hpp"

int main() { return rowan::default_database() ? 1 : 0; }
