// Databases that a test program makes for itself.
#include <unistd.h>

#include <filesystem>

#include "contract/record_models.hpp"
#include "rowan/testing/own_database.hpp"

namespace own_database {

class Penny : public rowan::Model<Penny> {
 public:
  std::int64_t id{};
  std::string name;
  ROWAN_MODEL(Penny, (), (id, name))
  static void configure(rowan::ModelBuilder<Penny>& m) { m.table("own_database_pennies"); }
};

}  // namespace own_database
ROWAN_REGISTER_MODEL(own_database::Penny)

namespace own_database {
namespace {

using rowan::testing::OwnDatabase;

class OwnDatabases : public record_tests::RecordTest {
 protected:
  static void prepare(rowan::Database& database) { database.create_tables<Penny>(); }
  /// Without the schema that the suite's databases have.
  [[nodiscard]] std::string url() const {
    std::string url = GetParam().url(dir_);
    const std::size_t from = url.find("&options=");
    if (from != std::string::npos) url.erase(from, url.find('&', from + 1) - from);
    return url;
  }
  /// Those that any process made for itself on the server, or in the folder for temporary files.
  std::size_t made() {
    if (on("sqlite")) {
      std::size_t files = 0;
      for (const auto& file : std::filesystem::directory_iterator(std::filesystem::temp_directory_path()))
        files += file.path().filename().string().starts_with("rowan_test_" + std::to_string(::getpid())) ? 1 : 0;
      return files;
    }
    const char* all = on("postgresql")
                          ? "SELECT datname::text FROM pg_database WHERE datname LIKE 'rowan!_test!_%' ESCAPE '!'"
                          : "SHOW DATABASES LIKE 'rowan\\_test\\_%'";
    return db.query(all).size();
  }
  const rowan::testing::TempDir dir_;
};

TEST_P(OwnDatabases, AreMadeApartAndDropped) {
  if (on("memory")) GTEST_SKIP() << "has no databases to name";
  const std::size_t before = made();
  {
    const OwnDatabase one(url(), prepare, {.make_default = false}), other(url(), prepare, {.make_default = false});
    EXPECT_GE(made(), before + 2);
    Penny penny;
    penny.name = "first";
    penny.save_or_throw(one.database());
    EXPECT_EQ(Penny::on(one.database()).count(), 1U);
    EXPECT_EQ(Penny::on(other.database()).count(), 0U);
    EXPECT_FALSE(db.table_exists<Penny>()) << "of the one in the URL nothing is used";
  }
  EXPECT_EQ(made(), before);
}

TEST_P(OwnDatabases, LeaveNothingWhereTheyAreNotReady) {
  if (on("memory")) GTEST_SKIP() << "has no databases to name";
  const std::size_t before = made();
  const auto fail = [](rowan::Database& database) {
    database.create_tables<Penny>();
    throw rowan::QueryError("not ready");
  };
  EXPECT_THROW(OwnDatabase(url(), fail, {.make_default = false}), rowan::QueryError);
  EXPECT_EQ(made(), before);
}

TEST_P(OwnDatabases, InMemoryAreWhatTheySay) {
  for (const char* url : {"memory:", "sqlite::memory:"}) {
    const OwnDatabase own(url, prepare, {.make_default = false});
    EXPECT_EQ(Penny::on(own.database()).count(), 0U) << url;
  }
}

ROWAN_RECORD_SUITE(OwnDatabases);

}  // namespace
}  // namespace own_database
