// What only a database in a file can go through: files that are missing, locked, damaged, full, or read-only. On both
// statement paths.
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "contract/sqlite_test.hpp"
#include "rowan/sql/isolation.hpp"

namespace rowan::contract {
namespace {

namespace fs = std::filesystem;

class SqliteFile : public SqliteTest {};

TEST_P(SqliteFile, AMissingFileIsMadeOrRefusedAsAsked) {
  EXPECT_TRUE(says(refusal<ConnectionFailed>(file_, "mode=rw"), "mode=rwc"));
  EXPECT_TRUE(says(refusal<ConnectionFailed>(file_, "mode=ro"), "does not exist"));
  EXPECT_FALSE(fs::exists(file_));
  open(file_);
  EXPECT_TRUE(fs::exists(file_));
}

TEST_P(SqliteFile, AMissingDirectoryIsNamed) {
  const auto message = refusal<ConnectionFailed>(dir_.file("no/such/place.db"));
  EXPECT_TRUE(says(message, dir_.file("no/such") + " does not exist"));
}

TEST_P(SqliteFile, ADirectoryIsNoDatabase) {
  EXPECT_TRUE(says(refusal<ConnectionFailed>(dir_.path().string()), "directory"));
}

TEST_P(SqliteFile, AnotherFileIsNoDatabase) {
  std::ofstream(file_) << "This is a letter to my aunt, and it is longer than the header of a database, which has a "
                          "hundred bytes in it.";
  EXPECT_TRUE(says(refusal<ConnectionFailed>(file_), "not a SQLite database"));
}

TEST_P(SqliteFile, PathsAreNotInterpreted) {
  const auto odd = dir_.file("file:odd?mode=memory#1 %.db");
  std::string encoded;
  for (const char c : odd) encoded += c == '%' ? "%25" : c == '?' ? "%3F" : c == '#' ? "%23" : std::string(1, c);
  open(encoded);
  EXPECT_TRUE(fs::exists(odd));
}

TEST_P(SqliteFile, ADamagedPageIsAnErrorOfItsOwn) {
  {
    const auto connection = open(database(), "journal_mode=delete");
    connection->execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) "
        "INSERT INTO notes (body) SELECT 'a note of some length, number ' || i FROM n");
  }
  std::fstream file(file_, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(4096 * 2);
  file << std::string(4096 * 8, '\xff');
  file.close();
  const auto connection = open(file_);
  try {
    scalar(*connection, "SELECT sum(length(body)) FROM notes");
    ADD_FAILURE() << "a damaged file was read";
  } catch (const CorruptDatabase& error) {
    EXPECT_TRUE(says(error.what(), "backup"));
  }
}

TEST_P(SqliteFile, AFileThatIsGoneTakesNoTransaction) {
  const auto connection = open(database());
  connection->execute("BEGIN IMMEDIATE");
  connection->execute("COMMIT");
  EXPECT_TRUE(connection->ping());
  fs::remove(file_);
  EXPECT_FALSE(connection->ping());
  EXPECT_TRUE(connection->usable());
  EXPECT_THROW(connection->execute("BEGIN IMMEDIATE"), ConnectionLost);
  EXPECT_FALSE(connection->usable()) << "the pool throws it away";
  EXPECT_FALSE(connection->in_transaction());
}

TEST_P(SqliteFile, AReadOnlyDatabaseCanBeRead) {
  database();
  const auto connection = open(file_, "mode=ro");
  EXPECT_EQ(count(*connection), 1);
  EXPECT_THROW(connection->prepare("INSERT INTO notes (body) VALUES ('x')")->run(), ReadOnlyDatabase);
  EXPECT_THROW(connection->execute("DROP TABLE notes"), ReadOnlyDatabase);
  EXPECT_EQ(count(*connection), 1);
}

TEST_P(SqliteFile, AFullDatabaseKeepsItsData) {
  const auto connection = open(database());
  connection->execute("PRAGMA max_page_count=20");
  const auto insert = connection->prepare("INSERT INTO notes (body) VALUES (?)");
  const std::string body(3000, 'x');
  std::int64_t stored = 1;
  EXPECT_THROW(
      for (; stored < 100; ++stored) {
        insert->write(0, std::string_view(body));
        insert->run();
      },
      DatabaseFull);
  insert->reset();
  EXPECT_GT(stored, 5);
  EXPECT_EQ(count(*connection), stored) << "all that was stored is still there";
  EXPECT_EQ(scalar(*connection, "PRAGMA integrity_check").as_string(), "ok");
  connection->execute("PRAGMA max_page_count=100");
  insert->write(0, std::string_view(body));
  EXPECT_EQ(insert->run(), 1u) << "once there is room, it goes on";
}

TEST_P(SqliteFile, AFullDatabaseInATransaction) {
  const auto connection = open(database());
  connection->execute("PRAGMA max_page_count=20");
  connection->execute("BEGIN IMMEDIATE");
  const auto insert = connection->prepare("INSERT INTO notes (body) VALUES (?)");
  const std::string body(300'000, 'x');
  insert->write(0, std::string_view(body));
  EXPECT_THROW(insert->run(), DatabaseFull);
  insert->reset();
  if (connection->in_transaction()) connection->execute("ROLLBACK");
  EXPECT_EQ(count(*connection), 1);
}

TEST_P(SqliteFile, ALockedDatabaseTimesOut) {
  database();
  const auto holder = open(file_);
  const auto waiter = open(file_, "busy_timeout=50");
  holder->execute("BEGIN IMMEDIATE");
  holder->execute("INSERT INTO notes (body) VALUES ('held')");
  const auto began = std::chrono::steady_clock::now();
  EXPECT_THROW(waiter->prepare("INSERT INTO notes (body) VALUES ('x')")->run(), LockTimeout);
  EXPECT_THROW(waiter->execute("BEGIN IMMEDIATE"), LockTimeout);
  const auto waited = std::chrono::steady_clock::now() - began;
  EXPECT_GE(waited, std::chrono::milliseconds(80)) << "it waits for busy_timeout each time";
  EXPECT_LT(waited, std::chrono::seconds(4));
  EXPECT_EQ(count(*waiter), 1) << "with WAL, readers go on";
  holder->execute("COMMIT");
  EXPECT_EQ(waiter->prepare("INSERT INTO notes (body) VALUES ('x')")->run(), 1u);
  EXPECT_EQ(count(*waiter), 3);
}

TEST_P(SqliteFile, ALockedDatabaseIsWaitedFor) {
  database();
  const auto holder = open(file_);
  const auto waiter = open(file_);
  holder->execute("BEGIN IMMEDIATE");
  std::thread release([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    holder->execute("COMMIT");
  });
  EXPECT_EQ(waiter->prepare("INSERT INTO notes (body) VALUES ('x')")->run(), 1u);
  release.join();
}

TEST_P(SqliteFile, ASnapshotThatIsTooOldIsASerializationFailure) {
  const auto reader = open(database());
  const auto writer = open(file_);
  reader->execute("BEGIN");
  EXPECT_EQ(count(*reader), 1);
  writer->execute("INSERT INTO notes (body) VALUES ('newer')");
  EXPECT_THROW(reader->prepare("INSERT INTO notes (body) VALUES ('x')")->run(), SerializationFailure);
  reader->execute("ROLLBACK");
  EXPECT_EQ(count(*reader), 2);
}

TEST_P(SqliteFile, ManyOpenTheSameNewFileAtOnce) {
  std::vector<std::thread> threads;
  std::atomic<int> opened = 0;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      const auto connection = open(file_);
      if (scalar(*connection, "PRAGMA journal_mode").as_string() == "wal") ++opened;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(opened, 8);
}

TEST_P(SqliteFile, OptionsAreSet) {
  const auto connection =
      open(file_, "journal_mode=truncate&synchronous=full&foreign_keys=off&cache_size=-500&mmap_size=65536");
  EXPECT_EQ(scalar(*connection, "PRAGMA journal_mode").as_string(), "truncate");
  EXPECT_EQ(scalar(*connection, "PRAGMA synchronous").as_int64(), 2);
  EXPECT_EQ(scalar(*connection, "PRAGMA foreign_keys").as_int64(), 0);
  EXPECT_EQ(scalar(*connection, "PRAGMA cache_size").as_int64(), -500);
  EXPECT_EQ(scalar(*connection, "PRAGMA mmap_size").as_int64(), 65536);
}

// As root nothing is forbidden by permissions; so only what immutable=on gives can be asked of everybody.
TEST_P(SqliteFile, AnImmutableFileIsReadWithNothingBesideIt) {
  open(database());
  const auto connection = open(file_, "immutable=on");
  EXPECT_EQ(count(*connection), 1);
  EXPECT_FALSE(fs::exists(file_ + "-shm"));
  EXPECT_THROW(connection->execute("DELETE FROM notes"), ReadOnlyDatabase);
  const auto odd = dir_.file("odd ?#%&.db");
  fs::copy_file(file_, odd);
  EXPECT_EQ(count(*open(dir_.file("odd %3F%23%25&.db"), "immutable=on")), 1);
}

TEST_P(SqliteFile, DefaultsAreSafeAndFast) {
  const auto connection = open(file_);
  EXPECT_EQ(scalar(*connection, "PRAGMA journal_mode").as_string(), "wal");
  EXPECT_EQ(scalar(*connection, "PRAGMA synchronous").as_int64(), 1);
  EXPECT_EQ(scalar(*connection, "PRAGMA foreign_keys").as_int64(), 1);
  EXPECT_EQ(scalar(*connection, "PRAGMA busy_timeout").as_int64(), 5000);
}

TEST_P(SqliteFile, WrongOptionsNameTheRightOnes) {
  const auto check = [&](const std::string& options, const std::string& part) {
    EXPECT_TRUE(says(refusal<InvalidUrl>(file_, options), part)) << options;
  };
  check("mod=ro", "did you mean \"mode\"");
  check("immutable=on&mode=rw", "mode=ro");
  check("nonsense=1", "\"busy_timeout\"");
  check("mode=readonly", "rwc");
  check("busy_timeout=soon", "whole number");
  check("busy_timeout=-1", "from 0");
  check("journal_mode=wall", "wal, delete");
  check("foreign_keys=maybe", "on or off");
  check("synchronous=1", "normal");
  EXPECT_FALSE(fs::exists(file_)) << "a wrong URL opens nothing";
}

TEST_P(SqliteFile, MemoryIsOneConnectionOfItsOwn) {
  const auto url = Url::parse("sqlite::memory:");
  EXPECT_EQ(driver_.pool_limit(url), 1u);
  EXPECT_TRUE(driver_.sole_copy(url));
  EXPECT_GT(driver_.pool_limit(Url::parse("sqlite://" + file_)), 8u);
  const auto connection = driver_.open(url);
  connection->execute("CREATE TABLE t (n INTEGER)");
  EXPECT_THROW(driver_.open(url)->prepare("SELECT n FROM t"), UndefinedTable);
}

TEST_P(SqliteFile, OneIsolationLevel) {
  const auto& dialect = driver_.dialect();
  EXPECT_EQ(dialect.begin(Isolation::serializable, false), std::vector<std::string>{"BEGIN IMMEDIATE"});
  try {
    static_cast<void>(dialect.begin(Isolation::read_committed, false));
    ADD_FAILURE() << "READ COMMITTED was accepted";
  } catch (const Unsupported& error) {
    EXPECT_TRUE(says(error.what(), "SERIALIZABLE"));
  }
}

TEST_P(SqliteFile, OneStatementAtATime) {
  const auto connection = open(database());
  if (std::string(GetParam()) == "native") {
    EXPECT_THROW(connection->prepare("SELECT 1; DELETE FROM notes"), QueryError);
    EXPECT_THROW(connection->prepare("  -- nothing"), QueryError);
    EXPECT_NO_THROW(connection->prepare("SELECT 1; -- and no more"));
  }
  connection->execute("INSERT INTO notes (body) VALUES ('a'); INSERT INTO notes (body) VALUES ('b')");
  EXPECT_EQ(count(*connection), 3);
}

TEST_P(SqliteFile, ADeferredForeignKeyFailsAtCommitByName) {
  const auto connection = open(database());
  connection->execute(
      "CREATE TABLE lines (id INTEGER PRIMARY KEY, note_id INTEGER CONSTRAINT lines_note REFERENCES notes (id) "
      "DEFERRABLE INITIALLY DEFERRED)");
  connection->execute("BEGIN IMMEDIATE");
  connection->execute("INSERT INTO lines (note_id) VALUES (99)");
  try {
    connection->execute("COMMIT");
    ADD_FAILURE() << "committed";
  } catch (const ForeignKeyViolation& error) {
    EXPECT_EQ(error.constraint(), "lines_note");
    EXPECT_EQ(error.table(), "lines");
  }
  EXPECT_TRUE(connection->in_transaction());
  connection->execute("ROLLBACK");
}

INSTANTIATE_TEST_SUITE_P(Contract, SqliteFile, ::testing::Values("native", "soci"),
                         [](const auto& path) { return std::string(path.param); });

}  // namespace
}  // namespace rowan::contract
