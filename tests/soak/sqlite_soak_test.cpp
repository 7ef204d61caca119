#include <gtest/gtest.h>

#include "soak/soak.hpp"
#include "support/temp_dir.hpp"

namespace rowan::testing {
namespace {

TEST(Soak, Sqlite) {
  const TempDir dir;
  soak({.url = "sqlite://" + dir.file("soak.db") + "?synchronous=off"});
}

}  // namespace
}  // namespace rowan::testing
