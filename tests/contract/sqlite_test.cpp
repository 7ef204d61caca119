// What only a database in a file can go through: files that are missing, locked, damaged, full, or read-only. On both
// statement paths.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "rowan/connection/driver.hpp"
#include "rowan/connection/driver_registry.hpp"
#include "rowan/core/error.hpp"
#include "rowan/sql/dialect.hpp"
#include "rowan/sql/isolation.hpp"
#include "support/temp_dir.hpp"

namespace rowan::contract {
namespace {

namespace fs = std::filesystem;

class Sqlite : public ::testing::TestWithParam<const char*> {
 protected:
  std::unique_ptr<DriverConnection> open(const std::string& path, const std::string& options = "") {
    return driver_.open(
        Url::parse("sqlite://" + path + "?statements=" + GetParam() + (options.empty() ? "" : "&" + options)));
  }

  /// A database file with one row, closed again.
  std::string database() {
    const auto connection = open(file_);
    connection->execute(
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT); INSERT INTO notes (body) VALUES ('first')");
    return file_;
  }

  static Value scalar(DriverConnection& connection, std::string_view sql) {
    const auto statement = connection.prepare(sql);
    return statement->step() ? statement->value(0) : Value();
  }
  static std::int64_t count(DriverConnection& connection) {
    return scalar(connection, "SELECT count(*) FROM notes").as_int64();
  }

  template <class E>
  std::string refusal(const std::string& path, const std::string& options = "") {
    try {
      open(path, options);
    } catch (const E& error) {
      return error.what();
    }
    ADD_FAILURE() << path << " was opened";
    return {};
  }

  testing::TempDir dir_;
  Driver& driver_ = find_driver("sqlite");
  std::string file_ = dir_.file("notes.db");
};

::testing::AssertionResult says(const std::string& message, const std::string& part) {
  if (message.find(part) != std::string::npos) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "\"" << message << "\" does not say \"" << part << "\"";
}

TEST_P(Sqlite, AMissingFileIsMadeOrRefusedAsAsked) {
  EXPECT_TRUE(says(refusal<ConnectionFailed>(file_, "mode=rw"), "mode=rwc"));
  EXPECT_TRUE(says(refusal<ConnectionFailed>(file_, "mode=ro"), "does not exist"));
  EXPECT_FALSE(fs::exists(file_));
  open(file_);
  EXPECT_TRUE(fs::exists(file_));
}

TEST_P(Sqlite, AMissingDirectoryIsNamed) {
  const auto message = refusal<ConnectionFailed>(dir_.file("no/such/place.db"));
  EXPECT_TRUE(says(message, dir_.file("no/such") + " does not exist"));
}

TEST_P(Sqlite, ADirectoryIsNoDatabase) {
  EXPECT_TRUE(says(refusal<ConnectionFailed>(dir_.path().string()), "directory"));
}

TEST_P(Sqlite, AnotherFileIsNoDatabase) {
  std::ofstream(file_) << "This is a letter to my aunt, and it is longer than the header of a database, which has a "
                          "hundred bytes in it.";
  EXPECT_TRUE(says(refusal<ConnectionFailed>(file_), "not a SQLite database"));
}

TEST_P(Sqlite, PathsAreNotInterpreted) {
  const auto odd = dir_.file("file:odd?mode=memory#1 %.db");
  std::string encoded;
  for (const char c : odd) encoded += c == '%' ? "%25" : c == '?' ? "%3F" : c == '#' ? "%23" : std::string(1, c);
  open(encoded);
  EXPECT_TRUE(fs::exists(odd));
}

TEST_P(Sqlite, ADamagedPageIsAnErrorOfItsOwn) {
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

TEST_P(Sqlite, AReadOnlyDatabaseCanBeRead) {
  database();
  const auto connection = open(file_, "mode=ro");
  EXPECT_EQ(count(*connection), 1);
  EXPECT_THROW(connection->prepare("INSERT INTO notes (body) VALUES ('x')")->run(), ReadOnlyDatabase);
  EXPECT_THROW(connection->execute("DROP TABLE notes"), ReadOnlyDatabase);
  EXPECT_EQ(count(*connection), 1);
}

TEST_P(Sqlite, AFullDatabaseKeepsItsData) {
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

TEST_P(Sqlite, AFullDatabaseInATransaction) {
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

TEST_P(Sqlite, ALockedDatabaseTimesOut) {
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

TEST_P(Sqlite, ALockedDatabaseIsWaitedFor) {
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

TEST_P(Sqlite, ASnapshotThatIsTooOldIsASerializationFailure) {
  const auto reader = open(database());
  const auto writer = open(file_);
  reader->execute("BEGIN");
  EXPECT_EQ(count(*reader), 1);
  writer->execute("INSERT INTO notes (body) VALUES ('newer')");
  EXPECT_THROW(reader->prepare("INSERT INTO notes (body) VALUES ('x')")->run(), SerializationFailure);
  reader->execute("ROLLBACK");
  EXPECT_EQ(count(*reader), 2);
}

TEST_P(Sqlite, ManyOpenTheSameNewFileAtOnce) {
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

TEST_P(Sqlite, OptionsAreSet) {
  const auto connection =
      open(file_, "journal_mode=truncate&synchronous=full&foreign_keys=off&cache_size=-500&mmap_size=65536");
  EXPECT_EQ(scalar(*connection, "PRAGMA journal_mode").as_string(), "truncate");
  EXPECT_EQ(scalar(*connection, "PRAGMA synchronous").as_int64(), 2);
  EXPECT_EQ(scalar(*connection, "PRAGMA foreign_keys").as_int64(), 0);
  EXPECT_EQ(scalar(*connection, "PRAGMA cache_size").as_int64(), -500);
  EXPECT_EQ(scalar(*connection, "PRAGMA mmap_size").as_int64(), 65536);
}

TEST_P(Sqlite, DefaultsAreSafeAndFast) {
  const auto connection = open(file_);
  EXPECT_EQ(scalar(*connection, "PRAGMA journal_mode").as_string(), "wal");
  EXPECT_EQ(scalar(*connection, "PRAGMA synchronous").as_int64(), 1);
  EXPECT_EQ(scalar(*connection, "PRAGMA foreign_keys").as_int64(), 1);
  EXPECT_EQ(scalar(*connection, "PRAGMA busy_timeout").as_int64(), 5000);
}

TEST_P(Sqlite, WrongOptionsNameTheRightOnes) {
  const auto check = [&](const std::string& options, const std::string& part) {
    EXPECT_TRUE(says(refusal<InvalidUrl>(file_, options), part)) << options;
  };
  check("mod=ro", "mode, busy_timeout");
  check("mode=readonly", "rwc");
  check("busy_timeout=soon", "whole number");
  check("busy_timeout=-1", "from 0");
  check("journal_mode=wall", "wal, delete");
  check("foreign_keys=maybe", "on or off");
  check("synchronous=1", "normal");
  EXPECT_FALSE(fs::exists(file_)) << "a wrong URL opens nothing";
}

TEST_P(Sqlite, MemoryIsOneConnectionOfItsOwn) {
  const auto url = Url::parse("sqlite::memory:");
  EXPECT_EQ(driver_.pool_limit(url), 1u);
  EXPECT_TRUE(driver_.sole_copy(url));
  EXPECT_GT(driver_.pool_limit(Url::parse("sqlite://" + file_)), 8u);
  const auto connection = driver_.open(url);
  connection->execute("CREATE TABLE t (n INTEGER)");
  EXPECT_THROW(driver_.open(url)->prepare("SELECT n FROM t"), UndefinedTable);
}

TEST_P(Sqlite, RealsInIntegerColumnsMustBeWhole) {
  const auto connection = open(file_);
  const auto read = [&](const std::string& literal) {
    const auto statement = connection->prepare("SELECT " + literal);
    std::int64_t number = 0;
    statement->step();
    statement->read(0, number);
    return number;
  };
  EXPECT_EQ(read("3.0"), 3);
  EXPECT_EQ(read("-9007199254740992.0"), -9007199254740992);
  EXPECT_THROW(read("3.5"), InvalidValue);
  EXPECT_THROW(read("9223372036854775808.0"), InvalidValue);
  EXPECT_THROW(read("x'33'"), InvalidValue);
}

TEST_P(Sqlite, OtherKindsAreRefusedWithWhatWasFound) {
  const auto connection = open(file_);
  const auto statement = connection->prepare("SELECT 'maybe', 2, x'ff', 1.5, 9007199254740993");
  ASSERT_TRUE(statement->step());
  const auto refused = [&](auto target, int column, const std::string& found) {
    try {
      statement->read(column, target);
      ADD_FAILURE() << "column " << column << " was read";
    } catch (const InvalidValue& error) {
      EXPECT_TRUE(says(error.what(), found));
    }
  };
  refused(std::int64_t{}, 0, "maybe");
  refused(bool{}, 0, "maybe");
  refused(bool{}, 1, "2");
  refused(std::string(), 1, "2");
  refused(std::string(), 3, "1.5");
  refused(Decimal(), 3, "1.5");
  refused(Bytes(), 0, "maybe");
  refused(double{}, 4, "9007199254740993");
  refused(std::string(), 2, "a blob of 1 bytes");
}

TEST_P(Sqlite, DecimalsCompareByValue) {
  const auto connection = open(file_);
  connection->execute("CREATE TABLE prices (p TEXT)");
  connection->execute(
      "INSERT INTO prices VALUES ('10'), ('9.5'), ('-1'), ('9.50'), ('12345678901234567890.123456789'), ('n/a')");
  const auto& dialect = driver_.dialect();
  const auto p = dialect.comparable("p", TypeKind::decimal);
  EXPECT_EQ(scalar(*connection, "SELECT count(*) FROM prices WHERE " + p + " = '9.500'").as_int64(), 2);
  EXPECT_EQ(
      scalar(*connection, "SELECT group_concat(p) FROM (SELECT p FROM prices ORDER BY " + p + ", rowid)").as_string(),
      "-1,9.5,9.50,10,12345678901234567890.123456789,n/a");
  EXPECT_EQ(scalar(*connection, "SELECT " + dialect.sum("'0.1'", "'12345678901234567890.123456789'", TypeKind::decimal))
                .as_string(),
            "12345678901234567890.223456789");
  EXPECT_THROW(scalar(*connection, "SELECT " + dialect.sum("'n/a'", "'1'", TypeKind::decimal)), InvalidValue);
}

TEST_P(Sqlite, OneIsolationLevel) {
  const auto& dialect = driver_.dialect();
  EXPECT_EQ(dialect.begin(Isolation::serializable, false), std::vector<std::string>{"BEGIN IMMEDIATE"});
  try {
    static_cast<void>(dialect.begin(Isolation::read_committed, false));
    ADD_FAILURE() << "READ COMMITTED was accepted";
  } catch (const Unsupported& error) {
    EXPECT_TRUE(says(error.what(), "SERIALIZABLE"));
  }
}

TEST_P(Sqlite, OneStatementAtATime) {
  const auto connection = open(database());
  if (std::string(GetParam()) == "native") {
    EXPECT_THROW(connection->prepare("SELECT 1; DELETE FROM notes"), QueryError);
    EXPECT_THROW(connection->prepare("  -- nothing"), QueryError);
    EXPECT_NO_THROW(connection->prepare("SELECT 1; -- and no more"));
  }
  connection->execute("INSERT INTO notes (body) VALUES ('a'); INSERT INTO notes (body) VALUES ('b')");
  EXPECT_EQ(count(*connection), 3);
}

TEST_P(Sqlite, ADeferredForeignKeyFailsAtCommitByName) {
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

TEST_P(Sqlite, NamesAreFoundInTablesOfAnyStyle) {
  const auto connection = open(file_);
  connection->execute("CREATE TABLE parents (id INTEGER PRIMARY KEY)");
  connection->execute(
      "create table \"odd, \"\"table\"\".x\" ( -- with ( a comment\n"
      "[a b] VARCHAR(20) NOT NULL CONSTRAINT \"u one\" UNIQUE, /* UNIQUE, ) */"
      "c TEXT CONSTRAINT named_not_null NOT NULL UNIQUE,"
      "`p q` INTEGER CONSTRAINT parent_1 REFERENCES parents,"
      "r INTEGER, s INTEGER CHECK (c <> 'x),('),"
      "CHECK (length([a b]) < 100), constraint 'u two' unique (r COLLATE BINARY DESC, s),"
      "CONSTRAINT parent_2 FOREIGN KEY (r) REFERENCES parents (id))");
  connection->execute(
      "INSERT INTO parents VALUES (1); INSERT INTO \"odd, \"\"table\"\".x\" VALUES ('a', 'c', 1, 1, 1)");
  const auto violated = [&](const std::string& values) {
    const auto insert =
        connection->prepare("WITH w AS (SELECT 1 FROM parents) INSERT INTO \"odd, \"\"table\"\".x\" VALUES " + values);
    try {
      insert->run();
    } catch (const ConstraintViolation& error) {
      EXPECT_EQ(error.table(), "odd, \"table\".x");
      return error.constraint();
    }
    return std::string("none");
  };
  EXPECT_EQ(violated("('a', 'd', 1, NULL, 1)"), "u one");
  EXPECT_EQ(violated("('b', 'd', 1, 1, 1)"), "u two");
  EXPECT_EQ(violated("('b', 'd', 2, 1, 2)"), "parent_1");
  EXPECT_EQ(violated("('b', 'd', NULL, 2, 2)"), "parent_2");
  EXPECT_EQ(violated("('b', 'c', 1, 1, 2)"), "sqlite_autoindex_odd, \"table\".x_2") << "unnamed, so SQLite's own name";
  EXPECT_EQ(violated("('b', 'x),(', 1, 1, 2)"), "c <> 'x),('");
}

TEST_P(Sqlite, CaseIsIgnoredInAllOfUnicode) {
  const auto connection = open(file_);
  const auto lower = [&](const std::string& literal) {
    return scalar(*connection, "SELECT rowan_lower(" + literal + ")");
  };
  EXPECT_EQ(lower("'ÄÖÜ ΑΒΓ ЖЦ Ę'").as_string(), "äöü αβγ жц ę");
  EXPECT_EQ(lower("'ABC xyz 123 😀'").as_string(), "abc xyz 123 😀");
  EXPECT_TRUE(lower("NULL").is_null());
  EXPECT_EQ(lower("CAST(x'41ff42c3' AS TEXT)").as_string(),
            "a\xff"
            "b\xc3")
      << "what is no UTF-8 stays as it is";
}

INSTANTIATE_TEST_SUITE_P(Contract, Sqlite, ::testing::Values("native", "soci"),
                         [](const auto& path) { return std::string(path.param); });

}  // namespace
}  // namespace rowan::contract
