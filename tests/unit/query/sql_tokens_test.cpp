// What each database reads as a quote, a comment, a name.
#include "rowan/query/sql_tokens.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "query/sql_scan.hpp"

namespace rowan {
namespace {

using ::testing::ElementsAre;

constexpr SqlLexis standard{};
constexpr SqlLexis sqlite{.bracket_names = true};
constexpr SqlLexis postgresql{.escape_texts = true, .dollar_quotes = true, .nested_comments = true};
constexpr SqlLexis mysql{
    .backslash_escapes = true, .hash_comments = true, .dashes_need_space = true, .executable_comments = true};

std::vector<std::string> words(const SqlLexis& lexis, std::string_view sql) {
  std::vector<std::string> list;
  SqlTokens tokens(lexis, sql);
  for (SqlToken token = tokens.next_word(); token.kind != SqlToken::Kind::none; token = tokens.next_word())
    list.emplace_back(token.text);
  return list;
}

std::size_t placeholders(const SqlLexis& lexis, std::string_view sql) { return scan_sql(lexis, sql).placeholders(); }

TEST(SqlTokens, AreAllOfTheText) {
  const std::string sql = "SELECT 'it''s', \"a b\".c -- so\nFROM t /* x */ WHERE a=?;";
  std::string together;
  SqlTokens tokens(standard, sql);
  for (SqlToken token = tokens.next(); token.kind != SqlToken::Kind::none; token = tokens.next())
    together += token.text;
  EXPECT_EQ(together, sql);
  EXPECT_THAT(words(standard, sql),
              ElementsAre("SELECT", "'it''s'", ",", "\"a b\"", ".", "c", "FROM", "t", "WHERE", "a", "=", "?", ";"));
}

TEST(SqlTokens, KeywordsAreOfAnyCaseButNotInQuotes) {
  SqlTokens tokens(standard, "select \"SELECT\"");
  EXPECT_TRUE(tokens.next_word().is("SELECT"));
  EXPECT_FALSE(tokens.next_word().is("SELECT"));
}

TEST(SqlTokens, NamesLoseTheirQuotes) {
  SqlTokens tokens(sqlite, R"("a""b" `c``d` [e f] 'g''h' plain)");
  EXPECT_EQ(tokens.next_word().name(), "a\"b");
  EXPECT_EQ(tokens.next_word().name(), "c`d");
  EXPECT_EQ(tokens.next_word().name(), "e f");
  EXPECT_EQ(tokens.next_word().name(), "g'h");
  EXPECT_EQ(tokens.next_word().name(), "plain");
}

TEST(SqlTokens, ABackslashEscapesOnMysqlOnly) {
  EXPECT_EQ(placeholders(mysql, R"(SELECT 'it\'s ?', ?)"), 1u);
  EXPECT_EQ(placeholders(standard, R"(SELECT 'a\', ?, ' ?')"), 1u);
  EXPECT_EQ(placeholders(mysql, R"(SELECT 'a\\', ?)"), 1u);
  EXPECT_EQ(placeholders(mysql, R"(SELECT "a\", ?)"), 1u) << "a name, for sessions have ANSI_QUOTES";
  EXPECT_EQ(placeholders(postgresql, R"(SELECT E'it\'s ?', ?)"), 1u);
  EXPECT_EQ(placeholders(postgresql, R"(SELECT e'\\', ?)"), 1u);
  EXPECT_EQ(placeholders(postgresql, R"(SELECT nameE'\', ?)"), 1u) << "the E is a name's";
}

TEST(SqlTokens, DollarsQuoteOnPostgresqlOnly) {
  EXPECT_EQ(placeholders(postgresql, "SELECT $$ ? $$, $tag$ $$ ? $tag$, ?"), 1u);
  EXPECT_EQ(placeholders(postgresql, "SELECT a$b$, ?, c$b$ FROM t"), 1u) << "inside of a name it is a letter";
  EXPECT_EQ(placeholders(postgresql, "SELECT $1, ?, $2"), 1u) << "a number is no tag";
  EXPECT_EQ(placeholders(standard, "SELECT $$ ? $$"), 1u);
  EXPECT_THAT(words(mysql, "FROM $t"), ElementsAre("FROM", "$t"));
}

TEST(SqlTokens, CommentsAreAsTheDatabaseHasThem) {
  EXPECT_EQ(placeholders(standard, "SELECT 1 -- ?\n, ?"), 1u);
  EXPECT_EQ(placeholders(standard, "SELECT 1--?"), 0u);
  EXPECT_EQ(placeholders(mysql, "SELECT 1--?"), 1u) << "minus minus";
  EXPECT_EQ(placeholders(mysql, "SELECT 1 -- ?"), 0u);
  EXPECT_EQ(placeholders(mysql, "SELECT 1 --"), 0u);
  EXPECT_EQ(placeholders(mysql, "SELECT 1 # ?\n, ?"), 1u);
  EXPECT_EQ(placeholders(postgresql, "SELECT '{}'::jsonb # ?"), 1u) << "an operator";
  EXPECT_EQ(placeholders(postgresql, "SELECT /* /* ? */ ? */ ?"), 1u);
  EXPECT_EQ(placeholders(standard, "SELECT /* /* ? */ ?"), 1u);
  EXPECT_EQ(placeholders(mysql, "SELECT /*! ? */ /* ? */ /*M!100300 ? */ 1"), 2u) << "these are run";
  EXPECT_EQ(placeholders(standard, "SELECT /*! ? */ 1"), 0u);
}

TEST(SqlTokens, BracketsQuoteOnSqliteOnly) {
  EXPECT_EQ(placeholders(sqlite, "SELECT [a ?], ?"), 1u);
  EXPECT_EQ(placeholders(postgresql, "SELECT a[?], ?"), 2u);
}

TEST(SqlTokens, WhatIsNeverClosedGoesToTheEnd) {
  for (const char* sql : {"SELECT 'a ?", "SELECT \"a ?", "SELECT `a ?", "SELECT /* ?", "SELECT $$ ?", "SELECT $a$ ?",
                          "SELECT E'\\", "SELECT -- ?"})
    EXPECT_EQ(placeholders(postgresql, sql), 0u) << sql;
  EXPECT_EQ(placeholders(sqlite, "SELECT [a ?"), 0u);
  EXPECT_EQ(placeholders(mysql, "SELECT 'a\\"), 0u);
}

TEST(SqlTokens, PlaceholdersAreCutOut) {
  const SqlPieces cut = scan_sql(postgresql, "SELECT a ?? b, ? FROM t WHERE c = ?");
  EXPECT_THAT(cut.pieces, ElementsAre("SELECT a ? b, ", " FROM t WHERE c = ", ""));
  EXPECT_FALSE(cut.has_numbered);
  EXPECT_TRUE(scan_sql(sqlite, "SELECT ?1").has_numbered);
  EXPECT_FALSE(scan_sql(sqlite, "SELECT ? AS b").has_numbered);
}

TEST(SqlTokens, ASecondStatementIsOneAfterASemicolon) {
  EXPECT_TRUE(has_several_statements(standard, "SELECT 1; SELECT 2"));
  EXPECT_FALSE(has_several_statements(standard, "SELECT 1; ; -- that's all"));
  EXPECT_FALSE(has_several_statements(standard, "SELECT ';' AS \";\""));
  EXPECT_TRUE(has_several_statements(standard, R"(SELECT '\'; DROP TABLE t -- ')"));
  EXPECT_FALSE(has_several_statements(mysql, R"(SELECT '\'; DROP TABLE t -- ')"));
  EXPECT_FALSE(scan_sql(standard, " ; -- nothing").has_statement);
  EXPECT_TRUE(scan_sql(standard, "SELECT 1; SELECT 2").has_several);
  EXPECT_FALSE(scan_sql(standard, "; SELECT 1;").has_several);
}

TEST(SqlTokens, TheTableIsOutsideOfParentheses) {
  EXPECT_EQ(main_table(standard, "INSERT INTO \"a\".\"b c\" (x) VALUES (?)"), "b c");
  EXPECT_EQ(main_table(standard, "WITH w AS (SELECT 1 FROM x) INSERT INTO t SELECT * FROM w"), "t");
  EXPECT_EQ(main_table(standard, "UPDATE t SET a = (SELECT 1 FROM u)"), "t");
  EXPECT_EQ(main_table(standard, "DELETE FROM /* FROM u */ t"), "t");
  EXPECT_EQ(main_table(sqlite, "UPDATE OR IGNORE [t x] SET a = 1"), "t x");
  EXPECT_EQ(main_table(mysql, "INSERT INTO `a``b` VALUES ('INTO c')"), "a`b");
  EXPECT_EQ(main_table(standard, "SELECT 1"), "");
  EXPECT_EQ(main_table(standard, "DELETE FROM"), "");
}

TEST(SqlTokens, TheFirstWordTellsWhatAStatementDoes) {
  constexpr std::array<std::string_view, 2> reading{"SELECT", "WITH"};
  EXPECT_TRUE(begins_with_any(mysql, "/* hint */ (( select 1))", reading));
  EXPECT_FALSE(begins_with_any(mysql, "SELECTED", reading));
  EXPECT_FALSE(begins_with_any(mysql, "", reading));
}

}  // namespace
}  // namespace rowan
