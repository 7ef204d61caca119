#include "rowan/connection/url.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tuple>

#include "connection/placeholders.hpp"
#include "rowan/core/error.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string refusal_of(std::string_view url) {
  try {
    Url::parse(url);
  } catch (const InvalidUrl& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Url, ReadsAllPartsOfAServerUrl) {
  const Url url = Url::parse("PostgreSQL://ann:s%2Fec%40ret@db.example.com:5433/blog?sslmode=require&app=my%20app");
  EXPECT_EQ(url.scheme, "postgresql");
  EXPECT_EQ(url.user, "ann");
  EXPECT_EQ(url.password, "s/ec@ret");
  EXPECT_EQ(url.host, "db.example.com");
  EXPECT_EQ(url.port, 5433);
  EXPECT_EQ(url.path, "blog");
  EXPECT_EQ(url.option("sslmode"), "require");
  EXPECT_EQ(url.option("app"), "my app");
  EXPECT_EQ(url.option("none"), std::nullopt);
}

TEST(Url, ReadsHostsWithAndWithoutTheOtherParts) {
  EXPECT_EQ(Url::parse("mysql://localhost").host, "localhost");
  EXPECT_EQ(Url::parse("mysql://localhost").port, std::nullopt);
  EXPECT_EQ(Url::parse("mysql://[::1]:3306/blog").host, "::1");
  EXPECT_EQ(Url::parse("mysql://[::1]:3306/blog").port, 3306);
  EXPECT_EQ(Url::parse("mysql://[fe80::1]").host, "fe80::1");
  EXPECT_EQ(Url::parse("postgresql:///blog").path, "blog");
  EXPECT_EQ(Url::parse("postgresql://ann@/blog").user, "ann");
}

TEST(Url, ListsItsHosts) {
  const auto hosts = [](const char* url) {
    std::string text;
    for (const auto& [name, port] : Url::parse(url).hosts()) {
      text += name + "|" + (port ? std::to_string(*port) : "") + " ";
    }
    return text;
  };
  EXPECT_EQ(hosts("mysql:///blog"), "| ");
  EXPECT_EQ(hosts("mysql://a:1/blog"), "a|1 ");
  EXPECT_EQ(hosts("mysql://a,b:33,[::1]:44,[fe80::1]/blog"), "a| b|33 ::1|44 fe80::1| ");
  EXPECT_EQ(hosts("postgresql://,b/blog"), "| b| ");
  EXPECT_THROW(static_cast<void>(hosts("mysql://a,b:none/blog")), InvalidUrl);
  EXPECT_THROW(static_cast<void>(hosts("mysql://a,[::1/blog")), InvalidUrl);
}

TEST(Url, ReadsSqlitePaths) {
  EXPECT_EQ(Url::parse("sqlite://blog.db").path, "blog.db");
  EXPECT_EQ(Url::parse("sqlite://data/blog.db").path, "data/blog.db");
  EXPECT_EQ(Url::parse("sqlite:///var/blog.db").path, "/var/blog.db");
  EXPECT_EQ(Url::parse("sqlite://a%20b%3Fc.db").path, "a b?c.db");
  EXPECT_EQ(Url::parse("sqlite::memory:").path, ":memory:");
  EXPECT_EQ(Url::parse("sqlite::memory:?pool=1").option("pool"), "1");
  EXPECT_EQ(Url::parse("sqlite://me@home/blog.db").path, "me@home/blog.db");
}

TEST(Url, ReadsNamesAlone) {
  EXPECT_EQ(Url::parse("memory:").host, "");
  EXPECT_EQ(Url::parse("memory:").redacted(), "memory:");
  EXPECT_EQ(Url::parse("memory:?lock_timeout=1").option("lock_timeout"), "1");
  EXPECT_EQ(Url::parse("memory://a%20name@home/of:mine").host, "a name@home/of:mine");
  EXPECT_EQ(Url::parse("memory://shop?checks=ignore").redacted(), "memory://shop?checks=ignore");
  EXPECT_THAT(refusal_of("memory:shop"), AllOf(HasSubstr("\"memory:shop\""), HasSubstr("memory://name")));
  EXPECT_THAT(refusal_of("memory://"), HasSubstr("memory://name"));
}

TEST(Url, SaysWhatIsWrongAndShowsARightOne) {
  EXPECT_THAT(refusal_of(""), HasSubstr("does not begin with a scheme"));
  EXPECT_THAT(refusal_of("blog.db"), AllOf(HasSubstr("\"blog.db\""), HasSubstr("sqlite://blog.db")));
  EXPECT_THAT(refusal_of("://blog"), HasSubstr("does not begin with a scheme"));
  EXPECT_THAT(refusal_of("my sql://host"), HasSubstr("letters, digits"));
  EXPECT_THAT(refusal_of("sqlite:blog.db"), HasSubstr("write sqlite://blog.db"));
  EXPECT_THAT(refusal_of("sqlite://"), HasSubstr("names no file"));
  EXPECT_THAT(refusal_of("sqlite://a%2"), HasSubstr("%25"));
  EXPECT_THAT(refusal_of("sqlite://a%zz.db"), HasSubstr("hexadecimal"));
  EXPECT_THAT(refusal_of("sqlite://a%00.db"), HasSubstr("NUL"));
  EXPECT_THAT(refusal_of("mysql:host"), HasSubstr("://"));
  EXPECT_THAT(refusal_of("mysql://host:0/x"), HasSubstr("1 to 65535"));
  EXPECT_THAT(refusal_of("mysql://host:65536/x"), HasSubstr("1 to 65535"));
  EXPECT_THAT(refusal_of("mysql://host:33x/x"), HasSubstr("1 to 65535"));
  EXPECT_THAT(refusal_of("mysql://host:/x"), HasSubstr("1 to 65535"));
  EXPECT_THAT(refusal_of("mysql://::1/x"), HasSubstr("[::1]"));
  EXPECT_THAT(refusal_of("mysql://[::1/x"), HasSubstr("not closed"));
  EXPECT_THAT(refusal_of("mysql://[::1]5/x"), HasSubstr("only a :port"));
  EXPECT_THAT(refusal_of("sqlite://a.db?pool=1&pool=2"), HasSubstr("\"pool\" is given twice"));
  EXPECT_THAT(refusal_of("sqlite://a.db?pool"), HasSubstr("write pool=value"));
  EXPECT_THAT(refusal_of("sqlite://a.db?=1"), HasSubstr("has no name"));
}

TEST(Url, SaysHowADatabaseInMemoryIsWritten) {
  for (const char* text : {":memory:", "sqlite::memory", "sqlite:memory:", "sqlite://:memory:", "sqlite:///:memory:"})
    EXPECT_THAT(refusal_of(text), HasSubstr("a database in memory is sqlite::memory:")) << text;
  EXPECT_EQ(Url::parse("sqlite://./:memory:").path, "./:memory:");
  EXPECT_EQ(Url::parse("sqlite://memory").path, "memory");
}

TEST(Url, NeverShowsThePassword) {
  EXPECT_EQ(Url::parse("mysql://ann:secret@host:1/x?a=b&password=secret").redacted(),
            "mysql://ann:***@host:1/x?a=b&password=***");
  EXPECT_EQ(Url::parse("mysql://host/x?sslkey_passphrase=secret&auth_token=secret").redacted(),
            "mysql://host/x?auth_token=***&sslkey_passphrase=***");
  EXPECT_EQ(Url::parse("mysql://[::1]/x").redacted(), "mysql://[::1]/x");
  EXPECT_EQ(Url::parse("sqlite://a.db?pool=2").redacted(), "sqlite://a.db?pool=2");
  EXPECT_EQ(Url::parse("sqlite::memory:").redacted(), "sqlite::memory:");
  for (const auto* url :
       {"mysql://ann:secret@host:x/y", "mysql://ann:sec/secret@host", "mysql://ann:secret?secret@host/x",
        "mysql://ann:secret%@host", "mysql://ann:secret@host/x?a=1&a=2", "mysql:ann:secret", "mysql://ann:secret",
        "mysql://ann:sec/secret", "mysql://ann:se?secret", "mysql://ann:se?secret=1&secret=2", "mysql//ann:secret@host",
        "ann:secret@host/x", "mysql ://ann:secret@host", "mysql://ann:a@secret:b", "mysql://ann:secret:host"}) {
    EXPECT_THAT(refusal_of(url), Not(HasSubstr("accepted"))) << url;
    EXPECT_THAT(refusal_of(url), Not(HasSubstr("secret"))) << url;
  }
}

TEST(Url, WhatIsShownIsAUrlOfTheSamePlace) {
  for (const std::string text :
       {"sqlite://100%25.db", "sqlite://what%3F.db?mode=rw&note=a%26b%40c=d%25", "memory://sh%3Fop%25",
        "postgresql://a%3Ab%40c%2Fd%3F@%2Frun%2Fpostgresql/x%3Fy%25?application_name=50%25",
        "mysql://[fe80::1]:1/a@b?c=d"}) {
    const Url url = Url::parse(text);
    const Url shown = Url::parse(url.redacted());
    EXPECT_EQ(url.redacted(), text);
    EXPECT_EQ(std::tie(shown.scheme, shown.user, shown.host, shown.port, shown.path, shown.options),
              std::tie(url.scheme, url.user, url.host, url.port, url.path, url.options))
        << text;
  }
}

class NumberedDialect : public Dialect {
 public:
  explicit NumberedDialect(const SqlLexis& lexis = {}) : Dialect(reading(lexis)) {}
  static Capabilities reading(const SqlLexis& lexis) {
    Capabilities can;
    can.lexis = lexis;
    return can;
  }
  void append_placeholder(std::string& sql, std::size_t number) const override { sql += '$' + std::to_string(number); }
};

TEST(Placeholders, AreSpelledAsTheDialectDoesOutsideOfTextAndComments) {
  const NumberedDialect dialect;
  const auto translated = [&](std::string_view sql) { return with_placeholders(dialect, sql).sql; };
  EXPECT_EQ(translated("a = ? AND b = ?"), "a = $1 AND b = $2");
  EXPECT_EQ(translated("a = '?' AND \"b?\" = ?"), "a = '?' AND \"b?\" = $1");
  EXPECT_EQ(translated("a = 'it''s ?' OR a = ?"), "a = 'it''s ?' OR a = $1");
  EXPECT_EQ(translated("`a?` = ?"), "`a?` = $1");
  EXPECT_EQ(translated("a -- ?\n = ? /* ? */"), "a -- ?\n = $1 /* ? */");
  EXPECT_EQ(translated("a - ? / ?"), "a - $1 / $2");
  EXPECT_EQ(translated("a #> '{b}' = ?"), "a #> '{b}' = $1") << "an operator of the standard's reading";
  EXPECT_EQ(translated("price$ = ?"), "price$ = $1");
  EXPECT_EQ(translated("tags ?? 'x' AND a = ?"), "tags ? 'x' AND a = $1");
  EXPECT_EQ(translated("'unclosed ?"), "'unclosed ?");
  EXPECT_EQ(with_placeholders(dialect, "? ? '?'").count, 2U);
  EXPECT_THROW(translated("a = ?1"), QueryError);
}

TEST(Placeholders, AreFoundAsPostgresqlReads) {
  const NumberedDialect dialect({.escape_texts = true, .dollar_quotes = true, .nested_comments = true});
  const auto translated = [&](std::string_view sql) { return with_placeholders(dialect, sql).sql; };
  EXPECT_EQ(translated("$$ ? $$ || $x$ ? $$ $x$ || ?"), "$$ ? $$ || $x$ ? $$ $x$ || $1");
  EXPECT_EQ(translated(R"(E'it\'s ?' || ?)"), R"(E'it\'s ?' || $1)");
  EXPECT_EQ(translated(R"(e'''?\'' || ?)"), R"(e'''?\'' || $1)");
  EXPECT_EQ(translated(R"('C:\' || ?)"), R"('C:\' || $1)") << "a backslash is one of the text's";
  EXPECT_EQ(translated(R"(name'x\' || ?)"), R"(name'x\' || $1)") << "an e that ends a word begins no escapes";
  EXPECT_EQ(translated("a /* x /* ? */ ? */ = ?"), "a /* x /* ? */ ? */ = $1");
  EXPECT_EQ(translated("price$ = ? AND a$b$c = ? AND $1$ > ?"), "price$ = $1 AND a$b$c = $2 AND $1$ > $3");
}

TEST(Placeholders, AreFoundAsMariadbReads) {
  const NumberedDialect dialect({.backslash_escapes = true, .hash_comments = true, .dashes_need_space = true});
  const auto translated = [&](std::string_view sql) { return with_placeholders(dialect, sql).sql; };
  EXPECT_EQ(translated(R"('it\'s ?' = ?)"), R"('it\'s ?' = $1)");
  EXPECT_EQ(translated("a # ?\n = ?"), "a # ?\n = $1");
  EXPECT_EQ(translated("5--? -- ?"), "5--$1 -- ?");
  EXPECT_EQ(translated(R"(a = "b\" + ?)"), R"(a = "b\" + $1)") << "a name takes no escapes";
}

TEST(Placeholders, AreFoundAsSqliteReads) {
  const NumberedDialect dialect({.bracket_names = true});
  EXPECT_EQ(with_placeholders(dialect, "[a?] = ?").sql, "[a?] = $1");
}

TEST(Placeholders, BelongToOneStatement) {
  const NumberedDialect dialect;
  for (const auto* sql : {"", "  ", "-- nothing", "/* ; */ ;;"})
    EXPECT_THROW(with_placeholders(dialect, sql), QueryError) << sql;
  EXPECT_THROW(with_placeholders(dialect, "INSERT INTO t VALUES (1); DROP TABLE t"), QueryError);
  EXPECT_THROW(with_placeholders(dialect, "SELECT 1; -- x\n SELECT 2"), QueryError);
  EXPECT_NO_THROW(with_placeholders(dialect, "SELECT ';' ; -- the end; of it"));
  EXPECT_NO_THROW(with_placeholders(dialect, "CREATE TRIGGER x BEGIN DELETE FROM a; DELETE FROM b; END"));
}

}  // namespace
}  // namespace rowan
