// What only MariaDB does, or does in its own way. On both statement paths.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "contract/record_models.hpp"
#include "rowan/connection/driver_registry.hpp"
#include "rowan/core/log.hpp"
#include "support/server/mariadb_server.hpp"

namespace record_tests {

class MysqlPrice : public rowan::Model<MysqlPrice> {
 public:
  std::int64_t shop{};
  std::string size;
  int cents{};

  ROWAN_MODEL(MysqlPrice, (), (shop, size, cents))
  static void configure(rowan::ModelBuilder<MysqlPrice>& m) {
    m.table("mysql_prices").primary_key(&MysqlPrice::shop, &MysqlPrice::size);
  }
};

class MysqlPage : public rowan::Model<MysqlPage> {
 public:
  std::int64_t id{};
  std::string text;

  ROWAN_MODEL(MysqlPage, (), (id, text))
  static void configure(rowan::ModelBuilder<MysqlPage>& m) { m.table("mysql_pages"); }
};

class MysqlBig : public rowan::Model<MysqlBig> {
 public:
  std::uint64_t id{};
  int n{};

  ROWAN_MODEL(MysqlBig, (), (id, n))
  static void configure(rowan::ModelBuilder<MysqlBig>& m) { m.table("mysql_bigs"); }
};

/// Made by hand, as old tables are.
class MysqlDay : public rowan::Model<MysqlDay> {
 public:
  std::int64_t id{};
  std::optional<rowan::Date> day;
  std::optional<rowan::Instant> moment;
  double value{};

  ROWAN_MODEL(MysqlDay, (), (id, day, moment, value))
  static void configure(rowan::ModelBuilder<MysqlDay>& m) { m.table("mysql_days"); }
};

class MysqlTag : public rowan::Model<MysqlTag> {
 public:
  std::int64_t id{};
  std::string name;

  ROWAN_MODEL(MysqlTag, (), (id, name))
  static void configure(rowan::ModelBuilder<MysqlTag>& m) { m.table("tags").schema("mysql_elsewhere"); }
};

namespace {

using rowan::testing::MariadbServer;
using ::testing::AllOf;
using ::testing::HasSubstr;

class Mysql : public RecordTest {};

struct Messages final : rowan::LogSink {
  void statement(const rowan::StatementEvent&) override {}
  void message(rowan::LogLevel, std::string_view text) override { all += std::string(text) + "\n"; }
  std::string all;
};

std::string refusal(const std::string& options) {
  return message_of<rowan::InvalidUrl>(
      [&] { static_cast<void>(rowan::connect("mysql://root@localhost/x?" + options)); });
}

TEST_P(Mysql, CountsEachRowThatItWroteOnce) {
  std::vector<Country> countries(2);
  countries[0].code = "de";
  countries[1].code = "fr";
  EXPECT_EQ(Country::insert_all(countries), 2u);
  countries[1].code = "it";
  countries[0].name = "Germany";
  EXPECT_EQ(Country::insert_all(countries, {.skip_duplicates = true}), 1u) << "one of two is new";
  EXPECT_EQ(Country::insert_all(countries, {.skip_duplicates = true}), 0u);
  EXPECT_EQ(Country::insert_all(std::vector<Country>(1, countries[0]), {.skip_duplicates = true}), 0u) << "alone, too";
  EXPECT_EQ(Country::find("de").name, "") << "and left as it was";
  EXPECT_EQ(Country::upsert_all(countries, {"code"}), 2u) << "not three: MySQL counts a changed row twice";
  EXPECT_EQ(Country::find("de").name, "Germany");
}

TEST_P(Mysql, InsertsMoreRowsThanOneArrayTakes) {
  std::vector<Account> accounts;
  for (int i = 0; i < 1203; ++i) {
    accounts.push_back(account("account " + std::to_string(i)));
    if (i % 3 == 0) accounts.back().email = std::to_string(i) + "@x";
    if (i % 7 == 0) accounts.back().visits = i;
  }
  EXPECT_EQ(Account::insert_all(accounts), 1203u);
  EXPECT_EQ(Account::where(Account::c.email == std::nullopt).count(), 802u);
  EXPECT_EQ(Account::where(Account::c.name == "account 1200").load()[0].email, "1200@x");
  EXPECT_EQ(scalar("SELECT CAST(SUM(visits) AS SIGNED) FROM accounts"), rowan::Value(7 * 171 * 172 / 2));
}

TEST_P(Mysql, InsertsNothingWhenARowOfALaterArrayFails) {
  std::vector<Account> accounts;
  for (int i = 0; i < 700; ++i) accounts.push_back(account("n", std::to_string(i) + "@x"));
  accounts.back().email = "0@x";
  EXPECT_THROW((void)Account::insert_all(accounts), rowan::UniqueViolation);
  EXPECT_EQ(Account::count(), 0u);
  accounts.pop_back();
  EXPECT_EQ(Account::insert_all(accounts), 699u) << "the connection goes on";
}

TEST_P(Mysql, PreparesAgainWhatTheTablesMadeStale) {
  db.execute("CREATE TABLE stale (a bigint)");
  db.execute("INSERT INTO stale VALUES (?)", 1);
  EXPECT_EQ(db.query("SELECT * FROM stale").size(), 1u);
  db.execute("ALTER TABLE stale ADD COLUMN b varchar(10) DEFAULT 'new', MODIFY COLUMN a varchar(10)");
  const auto rows = db.query("SELECT * FROM stale");
  EXPECT_EQ(rows.at(0)["a"], rowan::Value("1"));
  EXPECT_EQ(rows.at(0)["b"], rowan::Value("new"));
}

TEST_P(Mysql, AQuestionMarkInQuotesIsNoPlaceholder) {
  EXPECT_EQ(scalar("SELECT 'a?:b' || \"name\" FROM (SELECT 'x:?' AS \"name\") AS `t:?` -- ? :c"),
            rowan::Value("a?:bx:?"));
  EXPECT_EQ(db.query("SELECT ?, '\\'?', ?", "it's \\ \" ` :x", 2).at(0)[std::size_t{0}],
            rowan::Value("it's \\ \" ` :x"));
  // Names in double quotes know no escapes: sessions have ANSI_QUOTES.
  EXPECT_EQ(db.query(R"(SELECT ? AS "a\", ? AS b)", 1, 2).at(0)["b"].as_int64(), 2);
}

TEST_P(Mysql, ASecondStatementIsRefused) {
  EXPECT_THROW(db.query("SELECT 1; DROP TABLE accounts"), rowan::QueryError);
  EXPECT_EQ(Account::count(), 0u) << "the table is still there";
}

TEST_P(Mysql, RefusesUrlsWithASentence) {
  EXPECT_THAT(refusal("poool=3"), HasSubstr("did you mean \"pool\""));
  EXPECT_THAT(message_of<rowan::InvalidUrl>([] { (void)rowan::connect("mysql://root@localhost"); }),
              HasSubstr("names no database"));
  EXPECT_THAT(refusal("sslmode=on"), AllOf(HasSubstr("sslmode"), HasSubstr("ssl_mode")));
  EXPECT_THAT(refusal("ssl-mode=verify_ca"), HasSubstr("verify_identity"));
  EXPECT_THAT(refusal("connect_timeout=soon"), HasSubstr("whole seconds"));
  EXPECT_THAT(refusal("charset=latin1"), HasSubstr("utf8mb4"));
  EXPECT_THAT(refusal("server=oracle"), HasSubstr("mariadb"));
  EXPECT_THAT(refusal("target_session_attrs=primary"), HasSubstr("read-write"));
  const auto refused_hosts = [](const std::string& hosts) {
    return message_of<rowan::InvalidUrl>(
        [&] { static_cast<void>(rowan::connect("mysql://root@" + hosts, {.make_default = false})); });
  };
  EXPECT_THAT(refused_hosts("a,,b/x"), HasSubstr("two commas"));
  EXPECT_THAT(refused_hosts("a:1,b:0/x"), HasSubstr("1 to 65535"));
  EXPECT_THAT(refused_hosts("a,b/x?socket=/s"), HasSubstr("several hosts and a socket"));
}

TEST_P(Mysql, TellsWhyItCantConnect) {
  const auto failure = [&](const std::string& url) {
    return message_of<rowan::ConnectionFailed>([&] { rowan::connect(url, {.name = "other"}).query("SELECT 1"); });
  };
  auto& server = MariadbServer::shared();
  EXPECT_THAT(failure("mysql://root@localhost/x?socket=/nowhere/sock"), HasSubstr("check that the server runs"));
  EXPECT_THAT(failure(server.url("no_such_database")), HasSubstr("CREATE DATABASE"));
  EXPECT_THAT(failure("mysql://nobody:se%7Bc%7D%27r;et@localhost/x?socket=" + server.socket()),
              AllOf(HasSubstr("check user and password"), ::testing::Not(HasSubstr("se{c"))));
  const auto of_user = [&](const std::string& user) {
    return failure("mysql://" + user + "@localhost/mysql?socket=" + server.socket() + "&pool=2");
  };
  server.run("CREATE OR REPLACE USER by_socket@localhost IDENTIFIED VIA unix_socket");
  EXPECT_THAT(of_user("by_socket"), HasSubstr("ALTER USER"));
  server.run("CREATE OR REPLACE USER alone@localhost WITH MAX_USER_CONNECTIONS 1");
  server.run("GRANT SELECT ON mysql.* TO alone@localhost");
  {
    const auto first = rowan::connect("mysql://alone@localhost/mysql?socket=" + server.socket(), {.name = "first"});
    EXPECT_THAT(of_user("alone"), HasSubstr("max_user_connections"));
  }
  server.create_database("there");
  EXPECT_THAT(failure(server.url("there") + "&server=mysql"), HasSubstr("server=mysql"));
}

TEST_P(Mysql, PasswordsMayHoldAnyCharacter) {
  auto& server = MariadbServer::shared();
  server.run("CREATE OR REPLACE USER odd@localhost IDENTIFIED BY 'a;b}c{d e=\"f\\\\g%'");
  server.create_database("odd");
  server.run("GRANT ALL ON odd.* TO odd@localhost");
  auto odd = rowan::connect("mysql://odd:a;b%7Dc%7Bd%20e=%22f%5Cg%25@localhost/odd?socket=" + server.socket(),
                            {.name = "odd"});
  EXPECT_EQ(odd.query("SELECT CURRENT_USER()").at(0)[std::size_t{0}], rowan::Value("odd@localhost"));
}

TEST_P(Mysql, KeysAreReturnedNeverCountedUp) {
  std::vector<Document> documents(5);
  db.transaction([&] {
    db.execute("SET SESSION auto_increment_increment = 3, auto_increment_offset = 2");
    Document::insert_all_with_keys(documents);
  });
  for (std::size_t i = 1; i < documents.size(); ++i) EXPECT_EQ(documents[i].id, documents[i - 1].id + 3);
  EXPECT_EQ(Document::find_all(std::vector{documents[0].id, documents[4].id}).size(), 2u);
}

TEST_P(Mysql, AKeyOfLabelsIsNotStreamed) {
  for (const std::string type : {"enum('small','medium','large')", "set('small','medium','large')"}) {
    db.execute("CREATE OR REPLACE TABLE mysql_prices (shop bigint, size " + type +
               " COLLATE utf8mb4_nopad_bin, cents int NOT NULL, PRIMARY KEY (shop, size))");
    for (const std::string size : {"small", "medium", "large"})
      db.execute("INSERT INTO mysql_prices VALUES (1, ?, 5)", size);
    EXPECT_THAT(message_of<rowan::QueryError>([] { MysqlPrice::find_each([](MysqlPrice&) {}); }),
                AllOf(HasSubstr("mysql_prices.size"), HasSubstr("list of labels")));
    EXPECT_THROW(MysqlPrice::all().in_batches(2, [](const rowan::Records<MysqlPrice>&) {}), rowan::QueryError);
    EXPECT_EQ(MysqlPrice::all().load().size(), 3U);
  }
  db.execute(
      "CREATE OR REPLACE TABLE mysql_prices (shop bigint, size varchar(9) COLLATE utf8mb4_general_ci,"
      " cents int NOT NULL, PRIMARY KEY (shop, size))");
  db.execute("INSERT INTO mysql_prices VALUES (1, 'b', 5), (1, 'A', 5), (1, 'c', 5)");
  std::size_t visited = 0;
  MysqlPrice::all().in_batches(1, [&](const rowan::Records<MysqlPrice>& some) { visited += some.size(); });
  EXPECT_EQ(visited, 3U);
}

TEST_P(Mysql, WhatIsLargerThanThePacketIsRefusedByName) {
  const rowan::Value usual = scalar("SELECT @@GLOBAL.max_allowed_packet");
  db.execute("SET GLOBAL max_allowed_packet = 2097152");
  auto small = connect_again();
  small.create_tables<MysqlPage>();
  db.execute("SET GLOBAL max_allowed_packet = ?", usual);
  MysqlPage page;
  page.text = std::string(3U << 20U, 'x');
  EXPECT_THAT(message_of<rowan::InvalidValue>([&] { page.save_or_throw(small); }), HasSubstr("max_allowed_packet"));
  EXPECT_TRUE(page.is_new());
  const auto much = [&] { small.execute("SELECT '" + page.text + "'"); };
  EXPECT_THAT(message_of<rowan::InvalidValue>(much), HasSubstr("max_allowed_packet"));
  page.text.resize(1U << 20U);
  page.save_or_throw(small);
  EXPECT_EQ(MysqlPage::on(small).find(page.id).text, page.text) << "and the connection goes on";
  std::vector<MysqlPage> pages(30);
  for (MysqlPage& each : pages) each.text = std::string(300'000, 'y');
  EXPECT_EQ(MysqlPage::insert_all(pages, {.database = small.core()}), 30U);
  EXPECT_EQ(MysqlPage::insert_all_with_keys(pages, {.database = small.core()}), 30U);
  EXPECT_EQ(MysqlPage::on(small).find(pages[29].id).text, pages[29].text);
  std::vector<MysqlPage> saved(30);
  for (MysqlPage& each : saved) each.text = std::string(300'000, 'z');
  EXPECT_TRUE(MysqlPage::save_all(saved, small));
  for (MysqlPage& each : saved) each.text += "!";
  EXPECT_TRUE(MysqlPage::save_all(saved, small));
  EXPECT_EQ(MysqlPage::upsert_all(saved, {"id"}, {.database = small.core()}), 30U);
  EXPECT_EQ(MysqlPage::on(small).count(), 91U);
}

TEST_P(Mysql, AGeneratedKeyMayHaveAll64Bits) {
  db.execute(
      "CREATE OR REPLACE TABLE mysql_bigs (id bigint unsigned AUTO_INCREMENT PRIMARY KEY, n int NOT NULL)"
      " AUTO_INCREMENT = 9223372036854775808");
  MysqlBig one;
  one.save_or_throw();
  EXPECT_EQ(one.id, 9223372036854775808U);
  std::vector<MysqlBig> more(20);
  MysqlBig::insert_all_with_keys(more);
  ASSERT_TRUE(MysqlBig::save_all(more));
  EXPECT_EQ(MysqlBig::find(more[19].id).id, more[19].id);
  EXPECT_EQ(more[19].id, 9223372036854775828U);
  one.n = 5;
  one.save_or_throw();
  EXPECT_EQ(MysqlBig::find(one.id).n, 5);
}

TEST_P(Mysql, ARollbackThatLeavesRowsIsTold) {
  db.execute(
      "CREATE OR REPLACE TABLE mysql_bigs (id bigint unsigned AUTO_INCREMENT PRIMARY KEY, n int NOT NULL)"
      " ENGINE=MyISAM");
  EXPECT_THAT(rowan::check<MysqlBig>(db).to_string(), HasSubstr("MyISAM"));
  const auto messages = std::make_shared<Messages>();
  rowan::set_log_sink(messages);
  EXPECT_THROW(db.transaction([&] {
    MysqlBig().save_or_throw();
    throw std::runtime_error("the block fails");
  }),
               std::runtime_error);
  rowan::set_log_sink(nullptr);
  EXPECT_THAT(messages->all, HasSubstr("InnoDB"));
  EXPECT_EQ(MysqlBig::count(), 1U);
}

TEST_P(Mysql, AUniqueKeyInAnotherSchemaNamesItsColumns) {
  db.execute("CREATE OR REPLACE DATABASE mysql_elsewhere");
  db.execute("CREATE TABLE mysql_elsewhere.tags (id bigint AUTO_INCREMENT PRIMARY KEY, name varchar(9) UNIQUE)");
  MysqlTag one, two;
  one.name = two.name = "x";
  one.save_or_throw();
  try {
    two.save_or_throw();
    ADD_FAILURE();
  } catch (const rowan::UniqueViolation& error) {
    EXPECT_EQ(error.details().columns, std::vector<std::string>{"name"});
  }
  db.execute("DROP DATABASE mysql_elsewhere");
}

// Letters count in names there, and no collation makes two schemas one.
TEST_P(Mysql, SchemasWhoseNamesDifferInCaseAreTwo) {
  db.execute("CREATE OR REPLACE DATABASE mysql_elsewhere");
  db.execute("CREATE OR REPLACE DATABASE MYSQL_ELSEWHERE");
  {
    auto capitals = rowan::connect(MariadbServer::shared().url("MYSQL_ELSEWHERE"), {.name = "capitals"});
    capitals.create_tables<MysqlBig, MysqlTag>();
    EXPECT_EQ((rowan::check<MysqlBig, MysqlTag>(capitals).to_string()), "");
    capitals.execute("DROP TABLE mysql_elsewhere.tags");
    capitals.execute("CREATE TABLE tags (id bigint AUTO_INCREMENT PRIMARY KEY, name longtext NOT NULL)");
    EXPECT_THAT((rowan::check<MysqlBig, MysqlTag>(capitals).to_string()), HasSubstr("mysql_elsewhere.tags"));
  }
  db.execute("DROP DATABASE mysql_elsewhere");
  db.execute("DROP DATABASE MYSQL_ELSEWHERE");
}

TEST_P(Mysql, CharactersThatAColumnLacksAreRefused) {
  db.execute(
      "CREATE OR REPLACE TABLE mysql_pages (id bigint AUTO_INCREMENT PRIMARY KEY, text varchar(9)"
      " CHARACTER SET latin1 NOT NULL)");
  EXPECT_THAT(message_of<rowan::InvalidValue>([] { (void)MysqlPage::where(MysqlPage::c.text == "日").count(); }),
              HasSubstr("utf8mb4"));
}

/// Statements as a driver gives them.
class MysqlStatements : public rowan::contract::ContractTest {
 protected:
  /// Fails at row 500.
  std::unique_ptr<rowan::Statement> failing_read() {
    return connection->prepare(
        "SELECT seq, CASE WHEN seq < 500 THEN '' ELSE (SELECT 'a' UNION SELECT 'b') END FROM seq_1_to_1000");
  }
};

TEST_P(MysqlStatements, TellWhatFailedBetweenTwoRows) {
  const auto read = failing_read();
  for (int attempt = 0; attempt < 2; ++attempt) {
    EXPECT_THROW(while (read->step()){}, rowan::StatementError);
    read->reset();
    EXPECT_EQ(scalar("SELECT 1"), rowan::Value(1)) << "the connection goes on";
  }
}

TEST_P(MysqlStatements, TellLaterWhatFailedAfterTheRowThatWasWanted) {
  connection->execute("CREATE TABLE seats (n bigint PRIMARY KEY)");
  connection->execute("INSERT INTO seats VALUES (1), (2)");
  const auto other = connect();
  other->execute("BEGIN");
  other->execute("SELECT n FROM seats WHERE n = 2 FOR UPDATE");
  connection->execute("SET SESSION innodb_lock_wait_timeout = 1");
  connection->execute("BEGIN");
  const auto first = connection->prepare("SELECT n FROM seats ORDER BY n FOR UPDATE");
  const auto look = [&] {
    EXPECT_TRUE(first->step());
    first->reset();
    static_cast<void>(scalar("SELECT 1"));
  };
  EXPECT_THROW(look(), rowan::LockTimeout) << "at once, or with what comes next";
  EXPECT_EQ(scalar("SELECT 1"), rowan::Value(1)) << "but once only";
  connection->execute("ROLLBACK");
  other->execute("ROLLBACK");
  connection->execute("SET SESSION innodb_lock_wait_timeout = 50");
  connection->execute("DROP TABLE seats");
}

TEST_P(MysqlStatements, TellWhatFailedWhenItsTurnComes) {
  const auto read = failing_read();
  try {
    ASSERT_TRUE(read->step());
  } catch (const rowan::StatementError&) {
    GTEST_SKIP() << "this path reads the whole result before it gives the first row";
  }
  EXPECT_EQ(scalar("SELECT 1"), rowan::Value(1)) << "which has the rest of the rows read, and the error";
  std::int64_t last = 0;
  const auto read_on = [&] {
    do read->read(0, last);
    while (read->step());
  };
  EXPECT_THROW(read_on(), rowan::StatementError);
  EXPECT_EQ(last, 499);
  read->reset();
  EXPECT_EQ(scalar("SELECT 2"), rowan::Value(2));
}

TEST_P(MysqlStatements, AnAbandonedReadDisturbsNobody) {
  {
    const auto read = connection->prepare("SELECT seq, repeat('x', 1000) FROM seq_1_to_1000");
    ASSERT_TRUE(read->step());
  }
  EXPECT_EQ(scalar("SELECT 1"), rowan::Value(1));
  const auto read = connection->prepare("SELECT seq FROM seq_1_to_1000");
  ASSERT_TRUE(read->step());
  const auto abandoned = connection->prepare("SELECT seq FROM seq_1_to_1000");
  ASSERT_TRUE(abandoned->step());
  abandoned->reset();
  std::int64_t rows = 1;
  while (read->step()) ++rows;
  EXPECT_EQ(rows, 1000);
}

std::vector<rowan::contract::DatabaseUnderTest> ours() {
  std::vector<rowan::contract::DatabaseUnderTest> list;
  for (const auto& each : rowan::contract::databases()) {
    if (each.name.starts_with("mysql_")) list.push_back(each);
  }
  return list;
}

TEST_P(Mysql, DatesOfZerosAreNotNull) {
  db.execute(
      "CREATE TABLE mysql_days (id bigint AUTO_INCREMENT PRIMARY KEY, day date NOT NULL, moment datetime(6) NOT NULL,"
      " value double NOT NULL)");
  db.execute("INSERT IGNORE INTO mysql_days (day, moment, value) VALUES ('0000-00-00', '0000-00-00 00:00:00', 1)");
  const auto& c = MysqlDay::c;
  EXPECT_EQ(MysqlDay::where(c.day == std::nullopt).count(), 0U);
  EXPECT_EQ(MysqlDay::where(c.moment == std::nullopt).count(), 0U);
  EXPECT_EQ(MysqlDay::where(c.day != std::nullopt).count(), 1U);
  EXPECT_EQ(MysqlDay::where(!(c.day != std::nullopt)).count(), 0U);
  EXPECT_EQ(MysqlDay::where(!(c.moment == std::nullopt)).count(), 1U);
}

TEST_P(Mysql, NoListHoldsAnInfinity) {
  db.execute("CREATE TABLE mysql_days (id bigint PRIMARY KEY, day date, moment datetime(6), value double NOT NULL)");
  db.execute("INSERT INTO mysql_days VALUES (1, NULL, NULL, 7.5)");
  std::vector<double> values(70'000, 1.25);
  values.front() = 7.5;
  EXPECT_EQ(MysqlDay::where(MysqlDay::c.value.in(values)).count(), 1U);
  values.back() = std::numeric_limits<double>::infinity();
  EXPECT_THAT(message_of<rowan::InvalidValue>(
                  [&] { static_cast<void>(MysqlDay::where(MysqlDay::c.value.in(values)).count()); }),
              HasSubstr("inf"));
}

INSTANTIATE_TEST_SUITE_P(Records, Mysql, ::testing::ValuesIn(ours()), rowan::contract::database_name);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Mysql);
INSTANTIATE_TEST_SUITE_P(Contract, MysqlStatements, ::testing::ValuesIn(ours()), rowan::contract::database_name);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(MysqlStatements);

}  // namespace
}  // namespace record_tests
ROWAN_REGISTER_MODEL(record_tests::MysqlDay)
ROWAN_REGISTER_MODEL(record_tests::MysqlPrice)
ROWAN_REGISTER_MODEL(record_tests::MysqlPage)
ROWAN_REGISTER_MODEL(record_tests::MysqlBig)
ROWAN_REGISTER_MODEL(record_tests::MysqlTag)
