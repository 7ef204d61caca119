// SQLite on both statement paths.
#include "contract/database_under_test.hpp"

namespace rowan::contract::on_sqlite {
namespace {

std::map<Capability, std::string> lacks() {
  return {
      {Capability::negative_zero, "SQLite stores whole reals as integers, and there is no negative zero among those"},
      {Capability::large_unsigned, "SQLite's integers are signed and of 64 bits"},
  };
}

const bool native = add_database({
    .name = "sqlite_native",
    .url = [](const testing::TempDir& dir) { return "sqlite://" + dir.file("test.db") + "?synchronous=off"; },
    .lacks = lacks(),
});

const bool plain = add_database({
    .name = "sqlite_soci",
    .url =
        [](const testing::TempDir& dir) {
          return "sqlite://" + dir.file("test.db") + "?synchronous=off&statements=soci";
        },
    .lacks = lacks(),
});

}  // namespace
}  // namespace rowan::contract::on_sqlite
