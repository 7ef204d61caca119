// What only a PostgreSQL server goes through: plans that grow stale, types that others lack, COPY, start-up options. On
// every way that statements take.
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "rowan/connection/driver.hpp"
#include "rowan/connection/driver_registry.hpp"
#include "rowan/core/error.hpp"
#include "support/server/postgresql_server.hpp"

namespace rowan::contract {
namespace {

using testing::PostgresqlServer;
using namespace std::chrono;

struct Way {
  const char* name;
  const char* options;
};

class Postgresql : public ::testing::TestWithParam<Way> {
 protected:
  void SetUp() override {
    if (!PostgresqlServer::missing().empty()) GTEST_SKIP() << PostgresqlServer::missing();
    connection_ = open();
    connection_->execute(
        "CREATE SCHEMA here; SET search_path = here;"
        " CREATE FUNCTION here.run(sql text) RETURNS void LANGUAGE plpgsql AS 'BEGIN EXECUTE sql; END'");
  }
  void TearDown() override {
    if (connection_ == nullptr) return;
    if (connection_->in_transaction()) connection_->execute("ROLLBACK");
    connection_->execute("DROP SCHEMA here CASCADE");
  }

  std::unique_ptr<DriverConnection> open(const std::string& more = "") {
    return driver_.open(Url::parse(PostgresqlServer::shared().url() + "&" + GetParam().options + more));
  }
  // As another program would: the library does not learn of it.
  void alter_elsewhere(const std::string& sql) {
    const auto other = open();
    const auto statement = other->prepare("SELECT here.run('" + sql + "')");
    ASSERT_TRUE(statement->step());
  }
  [[nodiscard]] bool prepares() const { return std::string(GetParam().name) != "postgresql_unprepared"; }
  [[nodiscard]] bool plain() const { return std::string(GetParam().name) == "postgresql_soci"; }

  Value scalar(std::string_view sql) {
    const auto statement = connection_->prepare(sql);
    return statement->step() ? statement->value(0) : Value();
  }
  template <class T>
  T read(std::string_view sql) {
    const auto statement = connection_->prepare(sql);
    T out{};
    EXPECT_TRUE(statement->step());
    EXPECT_TRUE(statement->read(0, out));
    return out;
  }

  Driver& driver_ = find_driver("postgresql");
  std::unique_ptr<DriverConnection> connection_;
};

::testing::AssertionResult says(const std::string& message, const std::string& part) {
  if (message.find(part) != std::string::npos) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "\"" << message << "\" does not say \"" << part << "\"";
}

TEST_P(Postgresql, AStatementSurvivesAnAlteredTable) {
  if (plain()) GTEST_SKIP() << "SOCI prepares once: its statements are for tables that stay";
  connection_->execute("CREATE TABLE notes (body text); INSERT INTO notes VALUES ('first')");
  const auto select = connection_->prepare("SELECT * FROM notes");
  ASSERT_TRUE(select->step());
  EXPECT_EQ(select->column_count(), 1);
  select->reset();
  alter_elsewhere("ALTER TABLE here.notes ADD size integer DEFAULT 5");
  ASSERT_TRUE(select->step());
  EXPECT_EQ(select->column_count(), 2);
  EXPECT_EQ(select->value(1), Value(5));
}

TEST_P(Postgresql, InATransactionAStaleStatementAsksForAnotherAttempt) {
  if (plain() || !prepares()) GTEST_SKIP() << "prepares nothing, or never anew";
  connection_->execute("CREATE TABLE notes (body text)");
  const auto select = connection_->prepare("SELECT * FROM notes");
  EXPECT_FALSE(select->step());
  select->reset();
  alter_elsewhere("ALTER TABLE here.notes ADD size integer");
  connection_->execute("BEGIN");
  EXPECT_THROW(select->step(), SerializationFailure);
  select->reset();
  connection_->execute("ROLLBACK");
  EXPECT_FALSE(select->step());
  EXPECT_EQ(select->column_count(), 2);
}

TEST_P(Postgresql, AStatementLearnsTheNewTypeOfItsColumn) {
  if (plain()) GTEST_SKIP() << "SOCI prepares once: its statements are for tables that stay";
  connection_->execute("CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE notes (body text)");
  const auto insert = connection_->prepare("INSERT INTO notes VALUES ($1)");
  const auto count = connection_->prepare("SELECT count(*) FROM notes WHERE body = $1");
  const auto inserted = [&](std::string_view text) {
    insert->write(0, text);
    return insert->run();
  };
  const auto counted = [&](std::string_view text) {
    count->reset();
    count->write(0, text);
    return count->step() ? count->value(0) : Value();
  };
  EXPECT_EQ(inserted("ok"), 1u);
  EXPECT_EQ(counted("ok"), Value(1));
  alter_elsewhere("ALTER TABLE here.notes ALTER body TYPE here.mood USING body::here.mood");
  EXPECT_EQ(inserted("ok"), 1u) << "prepared anew, once the server has refused it";
  EXPECT_EQ(counted("ok"), Value(2));
  EXPECT_THROW(inserted("glad"), InvalidValue);
  EXPECT_EQ(inserted("sad"), 1u);
  connection_->execute("BEGIN");
  alter_elsewhere("ALTER TABLE here.notes ALTER body TYPE text USING body::text");
  if (prepares()) {
    EXPECT_THROW((void)counted("ok"), StatementError);
    connection_->execute("ROLLBACK");
    connection_->execute("BEGIN");
  }
  EXPECT_EQ(counted("ok"), Value(2)) << "prepared anew after the transaction that failed";
  connection_->execute("COMMIT");
}

TEST_P(Postgresql, StatementsArePreparedAnewWhenThisProcessHasAlteredATable) {
  if (plain()) GTEST_SKIP() << "SOCI prepares once: its statements are for tables that stay";
  connection_->execute("CREATE TABLE notes (body varchar(9)); INSERT INTO notes VALUES ('AB')");
  const auto count = connection_->prepare("SELECT count(*) FROM notes WHERE body = $1");
  const auto counted = [&] {
    count->reset();
    count->write(0, std::string_view("AB "));
    return count->step() ? count->value(0) : Value();
  };
  // No error tells of it: as a varchar the value differs from every char(9).
  EXPECT_EQ(counted(), Value(0));
  connection_->execute("ALTER TABLE notes ALTER body TYPE char(9)");
  EXPECT_EQ(counted(), Value(1));
  open()->execute("ALTER TABLE here.notes ALTER body TYPE text");
  EXPECT_EQ(counted(), Value(0));
  connection_->execute("BEGIN");
  connection_->execute("ALTER TABLE notes ALTER body TYPE char(9)");
  EXPECT_EQ(counted(), Value(1));
  connection_->execute("ROLLBACK");
  EXPECT_EQ(counted(), Value(0));
}

TEST_P(Postgresql, AConstraintWithoutANameIsToldInTheServersWords) {
  connection_->execute(
      "CREATE TABLE notes (body text); CREATE DOMAIN needed AS text NOT NULL; CREATE TABLE needs (body needed);"
      "CREATE TABLE parts (n integer) PARTITION BY RANGE (n);"
      "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'one is enough' USING ERRCODE ="
      " NEW.body; END $$;"
      "CREATE TRIGGER refuses BEFORE INSERT ON notes FOR EACH ROW EXECUTE FUNCTION refuse()");
  const auto message_of = [&](const std::string& sql, const auto& kind) -> std::string {
    try {
      connection_->prepare(sql)->run();
    } catch (const std::remove_cvref_t<decltype(kind)>& error) {
      return error.what();
    }
    return "nothing was thrown";
  };
  EXPECT_TRUE(says(message_of("INSERT INTO notes VALUES ('unique_violation')", UniqueViolation("")), "one is enough"));
  EXPECT_TRUE(says(message_of("INSERT INTO notes VALUES ('not_null_violation')", NotNullViolation("")), "one is"));
  EXPECT_TRUE(says(message_of("INSERT INTO notes VALUES ('check_violation')", CheckViolation("")), "one is enough"));
  EXPECT_TRUE(
      says(message_of("INSERT INTO notes VALUES ('foreign_key_violation')", ForeignKeyViolation("")), "one is enough"));
  EXPECT_TRUE(says(message_of("INSERT INTO needs VALUES (NULL)", NotNullViolation("")), "needed"));
  EXPECT_TRUE(says(message_of("INSERT INTO parts VALUES (1)", CheckViolation("")), "no partition"));
}

TEST_P(Postgresql, AStatementThatTheServerForgotIsPreparedAnew) {
  if (plain()) GTEST_SKIP() << "SOCI prepares once";
  const auto select = connection_->prepare("SELECT $1 + 1");
  for (std::int64_t i = 0; i < 2; ++i) {
    select->write(0, i);
    ASSERT_TRUE(select->step());
    EXPECT_EQ(select->value(0), Value(i + 1));
    select->reset();
    connection_->execute("DEALLOCATE ALL");
  }
}

TEST_P(Postgresql, StatementsThatTheServerForgotAreNotDroppedOverAndOver) {
  if (plain()) GTEST_SKIP() << "SOCI drops each statement by itself";
  const auto forget_many = [&](const char* begin) {
    std::vector<std::unique_ptr<Statement>> many;
    for (int i = 0; i < 50; ++i) {
      many.push_back(connection_->prepare("SELECT " + std::to_string(i)));
      EXPECT_TRUE(many.back()->step());
    }
    many.resize(25);
    connection_->execute("DEALLOCATE ALL");
    connection_->execute(begin);
    many.clear();
    for (int i = 0; i < 3; ++i) EXPECT_EQ(scalar("SELECT 7"), Value(7)) << begin;
  };
  forget_many("SELECT 1");
  forget_many("BEGIN");
  connection_->execute("COMMIT");
  if (prepares()) {
    EXPECT_LT(scalar("SELECT count(*) FROM pg_prepared_statements").as_int64(), 40);
  }
}

// It retires them, and more are prepared in transactions than outside of any.
TEST_P(Postgresql, StatementsThatAreNeededNoMoreAreDropped) {
  for (const char* place : {"SELECT 1", "BEGIN"}) {
    connection_->execute(place);
    for (int i = 0; i < 200; ++i) EXPECT_EQ(scalar("SELECT " + std::to_string(i)), Value(i));
    EXPECT_LT(scalar("SELECT count(*) FROM pg_prepared_statements").as_int64(), 40) << place;
  }
  connection_->execute("COMMIT");
}

TEST_P(Postgresql, CopyTakesNoMoreRightsThanAnInsert) {
  if (plain()) GTEST_SKIP() << "SOCI knows no COPY";
  connection_->execute(
      "CREATE TABLE notes (n bigint, body text); CREATE ROLE only_writes LOGIN; GRANT USAGE ON SCHEMA here TO "
      "only_writes; GRANT INSERT ON notes TO only_writes");
  std::string url = PostgresqlServer::shared().url();
  url.replace(url.find("rowan@"), 5, "only_writes");
  {
    const auto theirs = driver_.open(Url::parse(url + "&" + GetParam().options));
    EXPECT_THROW(theirs->execute("SELECT n FROM here.notes"), StatementError);
    const auto copy = theirs->prepare_bulk({.insert_sql = "INSERT INTO here.notes VALUES ($1, $2)",
                                            .table = "here.notes",
                                            .columns = "n, body",
                                            .kinds = {TypeKind::int64, TypeKind::text}});
    ASSERT_NE(copy, nullptr);
    copy->write(0, std::int64_t{7});
    copy->write(1, std::string_view("seven"));
    copy->end_row();
    EXPECT_EQ(copy->run(), 1u);
    const BulkTarget nowhere{.insert_sql = "", .table = "here.nowhere", .columns = "n", .kinds = {TypeKind::int64}};
    EXPECT_THROW(static_cast<void>(theirs->prepare_bulk(nowhere)), UndefinedTable);
  }
  EXPECT_EQ(scalar("SELECT body FROM notes WHERE n = 7"), Value("seven"));
  connection_->execute("DROP OWNED BY only_writes; DROP ROLE only_writes");
}

TEST_P(Postgresql, AGuardThatTheServerForgotIsMadeAnew) {
  if (plain()) GTEST_SKIP() << "SOCI's statements have no guard";
  connection_->execute("CREATE TABLE notes (n bigint UNIQUE)");
  const auto insert = connection_->prepare("INSERT INTO notes VALUES ($1)");
  const auto guarded = [&](std::int64_t n) {
    EXPECT_TRUE(connection_->guard_next_statement());
    insert->write(0, n);
    return insert->run();
  };
  connection_->execute("BEGIN");
  EXPECT_EQ(guarded(1), 1u);
  EXPECT_THROW(guarded(1), UniqueViolation);
  EXPECT_EQ(guarded(2), 1u) << "the transaction goes on";
  connection_->execute("COMMIT");

  connection_->execute("DEALLOCATE ALL");
  connection_->execute("BEGIN");
  if (prepares()) {
    EXPECT_THROW(guarded(3), SerializationFailure);
    connection_->execute("ROLLBACK");
    connection_->execute("BEGIN");
  }
  EXPECT_EQ(guarded(3), 1u);
  EXPECT_THROW(guarded(2), UniqueViolation);
  connection_->execute("COMMIT");
  EXPECT_EQ(scalar("SELECT count(*) FROM notes"), Value(3));
}

TEST_P(Postgresql, TypesOfParametersMayChange) {
  const auto echo = connection_->prepare("SELECT $1::text");
  const auto shown = [&] {
    std::string text;
    EXPECT_TRUE(echo->step());
    echo->read(0, text);
    echo->reset();
    return text;
  };
  echo->write(0, std::int64_t{5});
  EXPECT_EQ(shown(), "5");
  echo->write(0, std::string_view("five"));
  EXPECT_EQ(shown(), "five");
  echo->write(0, Decimal("5.50"));
  EXPECT_EQ(shown(), "5.50");
  echo->write_null(0, TypeKind::date);
  ASSERT_TRUE(echo->step());
  EXPECT_TRUE(echo->is_null(0));
}

TEST_P(Postgresql, TypesOfItsOwnComeAsText) {
  EXPECT_EQ(read<std::string>("SELECT '1 day 02:00'::interval"), "1 day 02:00:00");
  EXPECT_EQ(read<std::string>("SELECT '10.0.0.1/8'::inet"), "10.0.0.1/8");
  EXPECT_EQ(read<std::string>("SELECT ARRAY[1,2]"), "{1,2}");
  connection_->execute("CREATE TYPE colour AS ENUM ('red', 'green')");
  EXPECT_EQ(read<std::string>("SELECT 'green'::colour"), "green");
  const auto beside = connection_->prepare("SELECT 7::int8, 1.5::float8, true, '\\x00ff'::bytea, NULL, 'red'::colour");
  ASSERT_TRUE(beside->step());
  std::int64_t seven = 0;
  Bytes bytes;
  beside->read(0, seven);
  beside->read(3, bytes);
  EXPECT_EQ(seven, 7);
  EXPECT_EQ(bytes, (Bytes{std::byte{0}, std::byte{0xff}}));
  EXPECT_TRUE(beside->is_null(4));
}

TEST_P(Postgresql, ALongListIsAlwaysPlannedFor) {
  if (plain()) GTEST_SKIP() << "SOCI prepares once";
  connection_->execute("CREATE TABLE numbers AS SELECT generate_series(1, 1000)::bigint AS n; ANALYZE numbers");
  const auto select = connection_->prepare("SELECT count(*) FROM numbers WHERE n = ANY ($1)");
  std::vector<std::int64_t> list(5000);
  for (std::size_t i = 0; i < list.size(); ++i) list[i] = static_cast<std::int64_t>(2 * i);
  for (int i = 0; i < 13; ++i) {
    select->write_integers(0, list);
    ASSERT_TRUE(select->step());
    EXPECT_EQ(select->value(0), Value(500));
    select->reset();
  }
  // A generic plan searches the list from end to end for each row.
  EXPECT_EQ(
      scalar(
          "SELECT COALESCE(sum(generic_plans), 0)::bigint FROM pg_prepared_statements WHERE parameter_types <> '{}'"),
      Value(0));
}

TEST_P(Postgresql, ArraysOfItsOwnAreLists) {
  const auto read_value = [&](const char* sql) { return scalar(sql); };
  EXPECT_EQ(read_value("SELECT ARRAY[1, NULL, -3]"), Value::list({1, Value(), -3}));
  EXPECT_EQ(read_value("SELECT ARRAY[[1, 2], [3, 4]]"), Value::list({Value::list({1, 2}), Value::list({3, 4})}));
  EXPECT_EQ(read_value("SELECT '[0:1]={a,\"b\\\" }\"}'::text[]"), Value::list({"a", "b\" }"}));
  EXPECT_EQ(read_value("SELECT '{}'::uuid[]"), Value::list({}));
  EXPECT_EQ(read_value("SELECT ARRAY['\\x00ff'::bytea]"), Value::list({Bytes{std::byte{0}, std::byte{0xff}}}));
  EXPECT_EQ(read_value("SELECT ARRAY[1.50, -0.1]"), Value::list({Decimal("1.50"), Decimal("-0.1")}));
  EXPECT_EQ(read<std::string>("SELECT ARRAY['a b', 'c', NULL, 'null', '']"), R"({"a b",c,NULL,"null",""})");
  EXPECT_EQ(read<std::string>("SELECT ARRAY[[true, false]]"), "{{t,f}}");
  EXPECT_THROW(read<std::int64_t>("SELECT ARRAY[1]"), InvalidValue);
}

TEST_P(Postgresql, AListMayBeAnArgument) {
  const auto select = connection_->prepare("SELECT array_length($1::bigint[], 1), $2::text[]");
  const std::vector<Value> texts{"a", "{,}", "\"", "\\"};
  select->write_integers(0, std::vector<std::int64_t>{1, 2, 3});
  select->write_list(1, TypeKind::text, texts);
  ASSERT_TRUE(select->step());
  EXPECT_EQ(select->value(0), Value(3));
  std::vector<Value> found;
  ASSERT_TRUE(select->read_list(1, TypeKind::text, found));
  EXPECT_EQ(found, texts);
  EXPECT_THROW(select->read_list(0, TypeKind::text, found), InvalidValue);
  select->reset();
  EXPECT_THROW(select->write_list(1, TypeKind::text, std::vector<Value>{"a", Value()}), InvalidValue);
}

TEST_P(Postgresql, ItsNumbersAreExact) {
  for (const char* text : {"0", "-1", "0.00", "10000", "9999.9999", "-0.00010", "12345678901234567890.123456789",
                           "10000000000000000000000000000000000000", "0.0000000000000000000000000000000000001"}) {
    EXPECT_EQ(read<Decimal>("SELECT '" + std::string(text) + "'::numeric").to_string(), text);
  }
  EXPECT_EQ(read<std::int64_t>("SELECT sum(n) FROM generate_series(1, 4) AS n"), 10);
  EXPECT_EQ(read<double>("SELECT 0.1::float8 + 0.2::float8"), 0.1 + 0.2);
  EXPECT_THROW(read<Decimal>("SELECT 'NaN'::numeric"), InvalidValue);
  EXPECT_THROW(read<Decimal>("SELECT repeat('9', 40)::numeric"), InvalidValue);
}

TEST_P(Postgresql, InfiniteTimesAreNoTimes) {
  EXPECT_THROW(read<Date>("SELECT 'infinity'::date"), InvalidValue);
  EXPECT_THROW(read<LocalDateTime>("SELECT '-infinity'::timestamp"), InvalidValue);
  EXPECT_THROW(read<Instant>("SELECT 'infinity'::timestamptz"), InvalidValue);
}

TEST_P(Postgresql, TheSessionIsInUtc) {
  EXPECT_EQ(read<std::string>("SHOW TimeZone"), "UTC");
  EXPECT_EQ(read<Instant>("SELECT '2026-07-01 12:00:00.000001+02'::timestamptz"),
            sys_days(year(2026) / 7 / 1) + hours(10) + microseconds(1));
  EXPECT_EQ(read<Date>("SELECT '2026-07-01 23:30:00-02'::timestamptz::date"), year(2026) / 7 / 2);
}

TEST_P(Postgresql, CopyIsRefusedAndTheConnectionGoesOn) {
  connection_->execute("CREATE TABLE notes (body text)");
  EXPECT_THROW(connection_->execute("COPY notes FROM STDIN"), QueryError);
  EXPECT_THROW(connection_->execute("COPY notes TO STDOUT"), QueryError);
  EXPECT_EQ(scalar("SELECT count(*) FROM notes").as_int64(), 0);
}

TEST_P(Postgresql, ACommitThatRollsBackIsAnError) {
  connection_->execute("BEGIN");
  EXPECT_THROW(connection_->execute("SELECT 1 / 0"), InvalidValue);
  EXPECT_THROW(connection_->execute("SELECT 1"), TransactionError);
  EXPECT_THROW(connection_->execute("COMMIT"), TransactionError);
  EXPECT_FALSE(connection_->in_transaction());
}

TEST_P(Postgresql, RefusedValuesAreNotRepeated) {
  for (const char* sql :
       {"SELECT 'secret'::integer", "SELECT 'secret'::date", "SELECT 'secret'::uuid", "SELECT '{\"secret'::jsonb"}) {
    try {
      connection_->execute(sql);
      ADD_FAILURE() << sql;
    } catch (const InvalidValue& error) {
      EXPECT_EQ(std::string(error.what()).find("secret"), std::string::npos) << error.what();
      EXPECT_FALSE(error.sqlstate().empty());
    }
  }
}

TEST_P(Postgresql, ALostConnectionIsKnown) {
  const auto pid = scalar("SELECT pg_backend_pid()").as_int64();
  open()->execute("SELECT pg_terminate_backend(" + std::to_string(pid) + ")");
  EXPECT_THROW(for (int i = 0; i < 2; ++i) connection_->execute("SELECT 1"), ConnectionLost);
  EXPECT_FALSE(connection_->usable());
  EXPECT_FALSE(connection_->ping());
  connection_ = open();
  connection_->execute("SET search_path = here");
}

TEST_P(Postgresql, WrongUrlsSayWhatIsRight) {
  const auto refusal = [&](const std::string& text) {
    try {
      driver_.check(Url::parse(text));
    } catch (const InvalidUrl& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  EXPECT_EQ(refusal("postgresql://a:1,b,[::1]:3/x?target_session_attrs=read-write&sslmode=require"), "accepted");
  EXPECT_EQ(refusal("postgres:///x?host=/run/postgresql&prepare=off&pooler=transaction"), "accepted");
  EXPECT_TRUE(says(refusal("postgresql://a/x?sslmod=require"), "sslmode"));
  EXPECT_TRUE(says(refusal("postgresql://a/x?prepare=maybe"), "on or off"));
  EXPECT_TRUE(says(refusal("postgresql://a/x?statements=fast"), "native or soci"));
  EXPECT_TRUE(says(refusal("postgresql://a/x?pooler=yes"), "transaction"));
  EXPECT_TRUE(says(refusal("postgresql://a/x?host=b"), "twice"));
  EXPECT_TRUE(says(refusal("postgresql://a/x?statements=soci&prepare=off"), "prepare=off"));
}

TEST_P(Postgresql, OfSeveralHostsTheFirstThatAnswersIsTaken) {
  std::string directory = PostgresqlServer::shared().directory().path().string();
  for (auto slash = directory.find('/'); slash != std::string::npos; slash = directory.find('/')) {
    directory.replace(slash, 1, "%2F");
  }
  const auto url = Url::parse("postgresql://rowan@%2Fnowhere," + directory + "/postgres?" + GetParam().options +
                              "&target_session_attrs=read-write");
  EXPECT_TRUE(driver_.open(url)->ping());
}

TEST_P(Postgresql, AServerThatIsNotThereIsNamed) {
  try {
    driver_.open(Url::parse("postgresql://ann:s3cret@%2Fnowhere/x?" + std::string(GetParam().options)));
    ADD_FAILURE() << "connected";
  } catch (const ConnectionFailed& error) {
    EXPECT_TRUE(says(error.what(), "/nowhere"));
    EXPECT_EQ(std::string(error.what()).find("s3cret"), std::string::npos);
  }
}

TEST_P(Postgresql, WhatTheServerLacksIsTold) {
  const auto refused = [&](const std::string& user, const std::string& database) {
    const auto directory = PostgresqlServer::shared().url();
    const auto host = directory.substr(directory.find('@') + 1);
    const auto url = "postgresql://" + user + "@" + host.substr(0, host.find('/')) + "/" + database +
                     host.substr(host.find('?')) + "&" + GetParam().options;
    try {
      driver_.open(Url::parse(url));
    } catch (const ConnectionFailed& error) {
      return std::string(error.what());
    }
    return std::string("connected");
  };
  EXPECT_TRUE(says(refused("nobody_there", "postgres"), "createuser"));
  EXPECT_TRUE(says(refused("rowan", "no_such_database"), "createdb"));
  connection_->execute("CREATE ROLE rests_here NOLOGIN");
  EXPECT_TRUE(says(refused("rests_here", "postgres"), "ALTER ROLE … LOGIN"));
  connection_->execute("DROP ROLE rests_here; CREATE ROLE comes_alone LOGIN CONNECTION LIMIT 0");
  EXPECT_TRUE(says(refused("comes_alone", "postgres"), "ALTER ROLE … CONNECTION LIMIT"));
  connection_->execute("DROP ROLE comes_alone");
}

TEST_P(Postgresql, UrlsAreRefusedWithASentence) {
  const auto refusal = [&](const std::string& url) {
    try {
      driver_.open(Url::parse(url));
    } catch (const InvalidUrl& error) {
      return std::string(error.what());
    }
    return std::string("connected");
  };
  EXPECT_TRUE(says(refusal("postgresql://ann@localhost"), "names no database"));
  EXPECT_TRUE(says(refusal("postgresql://ann@localhost/x?poool=3"), "did you mean \"pool\""));
}

INSTANTIATE_TEST_SUITE_P(Contract, Postgresql,
                         ::testing::Values(Way{"postgresql_native", "statements=native"},
                                           Way{"postgresql_unprepared", "pooler=transaction"},
                                           Way{"postgresql_soci", "statements=soci"}),
                         [](const auto& way) { return std::string(way.param.name); });

}  // namespace
}  // namespace rowan::contract
