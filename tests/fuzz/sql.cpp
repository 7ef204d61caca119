// URLs, names and SQL of the user's.
#include <string>
#include <vector>

#include "fuzz/targets.hpp"
#include "query/sql_scan.hpp"
#include "rowan/connection/driver.hpp"
#include "rowan/connection/driver_registry.hpp"
#include "rowan/connection/url.hpp"
#include "rowan/query/sql_tokens.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan::fuzz {
namespace {

// What is shown of some is ***.
std::vector<std::string> names(const Url& url) {
  std::vector<std::string> all;
  for (const auto& [name, value] : url.options) all.push_back(name);
  return all;
}

bool read_url(std::string_view text) {
  return may_refuse([&] {
    const Url url = Url::parse(text);
    const std::string shown = url.redacted();
    if (url.password.size() > 3 && url.user.find(url.password) == std::string::npos &&
        url.path.find(url.password) == std::string::npos && url.host.find(url.password) == std::string::npos)
      require(shown.find(':' + url.password + '@') == std::string::npos, "the password is shown: " + shown);
    may_refuse([&] { require(!url.hosts().empty(), "a URL names no host"); });
    const Url again = Url::parse(shown);
    require(again.host == url.host && again.path == url.path && again.user == url.user && names(again) == names(url),
            "a URL reads back as " + shown);
  });
}

std::vector<SqlLexis> all_lexes() {
  SqlLexis postgresql, mysql, sqlite;
  postgresql.escape_texts = postgresql.dollar_quotes = postgresql.nested_comments = true;
  mysql.backslash_escapes = mysql.hash_comments = mysql.dashes_need_space = mysql.executable_comments = true;
  sqlite.bracket_names = true;
  return {postgresql, mysql, sqlite};
}

bool read_sql(std::string_view text) {
  for (const SqlLexis& lexis : all_lexes()) {
    SqlTokens tokens(lexis, text);
    std::string whole;
    std::size_t placeholders = 0;
    for (SqlToken token = tokens.next(); token.kind != SqlToken::Kind::none; token = tokens.next()) {
      require(!token.text.empty(), "a token has no text: nobody gets past it");
      whole += token.text;
      placeholders += token.kind == SqlToken::Kind::placeholder ? 1 : 0;
      static_cast<void>(token.name());
    }
    require(whole == text, "tokens are not the whole text");
    const SqlPieces pieces = scan_sql(lexis, text);
    require(pieces.has_numbered || pieces.placeholders() == placeholders, "two readers count other placeholders");
    static_cast<void>(first_words(lexis, text));
    static_cast<void>(main_table_of(lexis, text));
  }
  return true;
}

// A name of any bytes stays one name to the database that reads it.
bool quote_name(std::string_view text) {
  bool taken = false;
  for (const char* scheme : {"sqlite", "postgresql", "mysql"}) {
    const Driver* driver = find_driver_if(scheme);
    if (driver == nullptr) continue;
    taken |= may_refuse([&] {
      const Dialect& dialect = driver->dialect();
      const std::string quoted = dialect.quoted(text);
      SqlTokens tokens(dialect.can().lexis, quoted);
      const SqlToken name = tokens.next();
      require(name.kind == SqlToken::Kind::quoted_name && name.text == quoted, "more than a name: " + quoted);
      require(name.name() == text, "another name: " + quoted);
    });
  }
  return taken;
}

std::vector<std::string> url_seeds() {
  return {"sqlite::memory:", "sqlite:///var/lib/a%20b.db?busy_timeout=5&mode=ro",
          "postgresql://ann:s%40cret@[::1]:5432/shop?sslmode=require&host=/tmp/x",
          "mysql://root:pw@a:1,b:2/test?socket=/run/s"};
}
std::vector<std::string> sql_seeds() {
  return {"SELECT 'it''s', \"a\"\"b\", `c`, [d] FROM t WHERE x = ? -- ?\n AND y = ??",
          "/* ? /* ? */ ? */ E'\\'?' $tag$ ? $tag$ ; # ?\n INSERT INTO a.b VALUES (?1)",
          "/*! UPDATE x SET y = ? */; 'open"};
}
std::vector<std::string> name_seeds() { return {"order", "a\"b", "a`b]c[", "it's -- ;", "\xc3\xa9 \\ $$"}; }

}  // namespace

const Target urls{"urls", read_url, url_seeds};
const Target sql_texts{"sql_texts", read_sql, sql_seeds};
const Target identifiers{"identifiers", quote_name, name_seeds};

}  // namespace rowan::fuzz
