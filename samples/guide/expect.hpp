// What the pages of the guide claim is checked where it is shown.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <source_location>

/// Ends the program with the place when a claim does not hold.
inline void expect(bool holds, std::source_location where = std::source_location::current()) {
  if (holds) return;
  std::fprintf(stderr, "%s:%u: this does not hold\n", where.file_name(), static_cast<unsigned>(where.line()));
  std::exit(1);
}

/// Ends the program when `block` does not throw an E.
template <class E, class Block>
void expect_throws(Block&& block, std::source_location where = std::source_location::current()) {
  try {
    block();
  } catch (const E& error) {
    std::printf("%s\n", error.what());
    return;
  }
  expect(false, where);
}
