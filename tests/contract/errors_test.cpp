// The same fault gives the same type on every database, and names what it is about.
#include <string>

#include "contract/database_under_test.hpp"
#include "rowan/core/error.hpp"

namespace rowan::contract {
namespace {

using Names = std::vector<std::string>;

class Errors : public ContractTest {
 protected:
  void SetUp() override {
    ROWAN_NEEDS(raw_sql);
    connection->execute(
        "CREATE TABLE users (id INTEGER PRIMARY KEY, email VARCHAR(100) NOT NULL, tenant INTEGER NOT NULL,"
        " age INTEGER, CONSTRAINT users_age_check CHECK (age >= 0),"
        " CONSTRAINT users_email_key UNIQUE (tenant, email))");
    connection->execute("CREATE TABLE tags (id INTEGER PRIMARY KEY, name VARCHAR(100))");
    connection->execute("CREATE UNIQUE INDEX tags_name_index ON tags (name)");
    connection->execute(
        "CREATE TABLE posts (id INTEGER PRIMARY KEY, author_id INTEGER, editor_id INTEGER, tag_id INTEGER,"
        " CONSTRAINT posts_author FOREIGN KEY (author_id) REFERENCES users (id),"
        " CONSTRAINT posts_editor FOREIGN KEY (editor_id) REFERENCES users (id),"
        " CONSTRAINT posts_tag FOREIGN KEY (tag_id) REFERENCES tags (id))");
    connection->execute(
        "INSERT INTO users (id, email, tenant) VALUES (1, 'ann@example.com', 1), (2, 'bob@example.com', 1)");
    connection->execute("INSERT INTO tags (id, name) VALUES (1, 'red')");
  }

  /// The error that `sql` gives, which must be an `E`.
  template <class E>
  ErrorDetails failure_of(const std::string& sql) {
    const auto statement = connection->prepare(sql);
    try {
      statement->run();
    } catch (const E& error) {
      EXPECT_TRUE(error.native_code() != 0 || !error.sqlstate().empty());
      EXPECT_EQ(error.statement(), sql);
      message_ = error.what();
      return error.details();
    }
    ADD_FAILURE() << "no error from " << sql;
    return {};
  }

  std::string message_;
};

TEST_P(Errors, UniqueConstraint) {
  const auto details =
      failure_of<UniqueViolation>("INSERT INTO users (id, email, tenant) VALUES (3, 'ann@example.com', 1)");
  EXPECT_EQ(details.table, "users");
  EXPECT_EQ(details.constraint, "users_email_key");
  EXPECT_EQ(details.columns, (Names{"tenant", "email"}));
}

TEST_P(Errors, UniqueIndex) {
  const auto details = failure_of<UniqueViolation>("INSERT INTO tags (id, name) VALUES (2, 'red')");
  EXPECT_EQ(details.table, "tags");
  EXPECT_EQ(details.constraint, "tags_name_index");
  EXPECT_EQ(details.columns, Names{"name"});
}

TEST_P(Errors, PrimaryKey) {
  const auto details =
      failure_of<UniqueViolation>("INSERT INTO users (id, email, tenant) VALUES (1, 'new@example.com', 1)");
  EXPECT_EQ(details.table, "users");
  EXPECT_EQ(details.columns, Names{"id"});
  EXPECT_FALSE(details.constraint.empty());
}

TEST_P(Errors, NotNull) {
  const auto details = failure_of<NotNullViolation>("INSERT INTO users (id, tenant) VALUES (3, 1)");
  EXPECT_EQ(details.table, "users");
  EXPECT_EQ(details.columns, Names{"email"});
}

TEST_P(Errors, Check) {
  const auto details = failure_of<CheckViolation>("UPDATE users SET age = -1 WHERE id = 1");
  EXPECT_EQ(details.table, "users");
  EXPECT_EQ(details.constraint, "users_age_check");
}

TEST_P(Errors, ForeignKeyToAMissingRow) {
  const auto details =
      failure_of<ForeignKeyViolation>("INSERT INTO posts (id, author_id, editor_id, tag_id) VALUES (1, 1, 77, 1)");
  EXPECT_EQ(details.constraint, "posts_editor") << "of three foreign keys, the one that failed";
  EXPECT_EQ(details.table, "posts");
  EXPECT_EQ(details.columns, Names{"editor_id"});
  EXPECT_NE(message_.find("users"), std::string::npos);
  EXPECT_EQ(scalar("SELECT count(*) FROM posts").as_int64(), 0);
}

TEST_P(Errors, ForeignKeyByAnUpdate) {
  connection->execute("INSERT INTO posts (id, author_id) VALUES (1, 1)");
  const auto details = failure_of<ForeignKeyViolation>("UPDATE posts SET tag_id = 5, author_id = 2 WHERE id = 1");
  EXPECT_EQ(details.constraint, "posts_tag");
  EXPECT_EQ(details.columns, Names{"tag_id"});
  EXPECT_EQ(scalar("SELECT author_id FROM posts").as_int64(), 1) << "nothing of the statement is left";
}

TEST_P(Errors, ForeignKeyOfARowThatIsPointedTo) {
  connection->execute("INSERT INTO posts (id, editor_id) VALUES (1, 2)");
  const auto details = failure_of<ForeignKeyViolation>("DELETE FROM users WHERE id = 2");
  EXPECT_EQ(details.constraint, "posts_editor");
  EXPECT_EQ(details.table, "posts");
  EXPECT_EQ(details.columns, GetParam().lacking(Capability::error_fields).empty() ? Names{"editor_id"} : Names());
  EXPECT_EQ(scalar("SELECT count(*) FROM users").as_int64(), 2);
}

TEST_P(Errors, ForeignKeyWithParametersInATransaction) {
  connection->begin({.statements = dialect().begin({}, false)});
  const auto insert = connection->prepare("INSERT INTO posts (id, author_id, tag_id) VALUES (" + placeholders(3) + ")");
  insert->write(0, std::int64_t{1});
  insert->write(1, std::int64_t{1});
  insert->write(2, std::int64_t{9});
  try {
    insert->run();
    ADD_FAILURE() << "no error";
  } catch (const ForeignKeyViolation& error) {
    EXPECT_EQ(error.constraint(), "posts_tag");
  }
  insert->reset();
  connection->rollback(dialect().rollback());
  EXPECT_EQ(scalar("SELECT count(*) FROM posts").as_int64(), 0);
}

TEST_P(Errors, MissingTable) {
  try {
    connection->prepare("INSERT INTO comments (id) VALUES (1)")->run();
    ADD_FAILURE() << "no error";
  } catch (const UndefinedTable& error) {
    EXPECT_EQ(error.table(), "comments");
    EXPECT_NE(std::string(error.what()).find("create_tables"), std::string::npos);
  }
}

TEST_P(Errors, MissingColumn) {
  EXPECT_THROW(connection->prepare("SELECT nickname FROM users")->run(), UndefinedColumn);
  try {
    connection->prepare("INSERT INTO users (nickname) VALUES (1)")->run();
    ADD_FAILURE() << "no error";
  } catch (const UndefinedColumn& error) {
    EXPECT_EQ(error.columns(), Names{"nickname"});
    EXPECT_EQ(error.table(), "users");
  }
}

TEST_P(Errors, WrongSql) {
  EXPECT_THROW(connection->prepare("INSRT INTO users (id) VALUES (1)")->run(), StatementError);
  EXPECT_THROW(connection->execute("CREATE TABEL t (id INTEGER)"), StatementError);
}

TEST_P(Errors, AValueTooMany) {
  const auto statement = connection->prepare("SELECT id FROM users WHERE id = " + placeholders(1));
  EXPECT_THROW(
      {
        statement->write(0, std::int64_t{1});
        statement->write(1, std::int64_t{1});
        statement->step();
      },
      Error);
}

TEST_P(Errors, NeverShowBoundValues) {
  const auto insert = connection->prepare("INSERT INTO tags (id, name) VALUES (" + placeholders(2) + ")");
  connection->execute("INSERT INTO tags (id, name) VALUES (2, 'secret-4711')");
  insert->write(0, std::int64_t{3});
  insert->write(1, std::string_view("secret-4711"));
  try {
    insert->run();
    ADD_FAILURE() << "no error";
  } catch (const UniqueViolation& error) {
    EXPECT_EQ(std::string(error.what()).find("secret"), std::string::npos);
    EXPECT_EQ(error.statement().find("secret"), std::string::npos);
  }
}

INSTANTIATE_TEST_SUITE_P(Contract, Errors, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
