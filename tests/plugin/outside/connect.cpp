// Connects to the URL given, and prints what came of it.
#include <cstdio>

#include "rowan/rowan.hpp"

int main(int, char** arguments) {
  try {
    const auto database = rowan::connect(arguments[1]);
    std::puts("connected");
  } catch (const rowan::Error& error) {
    std::puts(error.what());
  }
}
