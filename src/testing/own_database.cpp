#include "rowan/testing/own_database.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "rowan/connection/url.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/log.hpp"
#include "rowan/core/uuid.hpp"
#include "rowan/reflect/registry.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan::testing {
namespace {

// No other process has it, on whatever machine, and nothing in it needs quotes.
std::string own_name() { return fmt::format("rowan_test_{}_{}", ::getpid(), Uuid::random().to_string().substr(0, 8)); }

std::string options_of(std::string_view url) {
  const std::size_t at = url.find('?');
  return at == std::string_view::npos ? std::string() : std::string(url.substr(at));
}

// The URL of another database of the same server.
std::string beside(std::string_view url, const std::string& name) {
  const std::size_t end = std::min(url.find_first_of("/?", url.find("://") + 3), url.size());
  return fmt::format("{}/{}{}", url.substr(0, end), name, options_of(url));
}

std::string url_of_file(const std::string& scheme, const std::string& path, std::string_view url) {
  std::string written;
  for (const char c : path) written += c == '%' ? "%25" : c == '?' ? "%3F" : std::string(1, c);
  return fmt::format("{}://{}{}", scheme, written, options_of(url));
}

Database server_at(const std::string& url) {
  return connect(url, DatabaseOptions{.pool_size = 1, .make_default = false});
}

Database make(std::string_view url, std::string& server, std::string& name, const DatabaseOptions& options) {
  const Url parsed = Url::parse(url);
  if (parsed.form == UrlForm::name || parsed.path == ":memory:") return connect(url, options);
  if (parsed.form == UrlForm::file) {
    name = (std::filesystem::temp_directory_path() / (own_name() + ".db")).string();
    return connect(url_of_file(parsed.scheme, name, url), options);
  }
  const std::string made = own_name();
  server_at(std::string(url)).execute("CREATE DATABASE " + made);
  server = url;
  name = made;
  return connect(beside(url, name), options);
}

// PostgreSQL 13 and newer take no account of connections that others left open.
void drop_on_server(const std::string& url, const std::string& name) {
  Database server = server_at(url);
  const std::string drop = "DROP DATABASE IF EXISTS " + name;
  try {
    server.execute(server.dialect().name() == "postgresql" ? drop + " WITH (FORCE)" : drop);
  } catch (const StatementError&) {
    server.execute(drop);
  }
}

void remove_files(const std::string& path) {
  for (const char* end : {"", "-wal", "-shm", "-journal"}) std::filesystem::remove(path + end);
}

}  // namespace

OwnDatabase::OwnDatabase(TextArgument url, const Prepare& prepare, const DatabaseOptions& options)
    : database_(make(url, server_, name_, options)) {
  try {
    if (prepare) prepare(database_);
  } catch (...) {
    drop();
    throw;
  }
}

OwnDatabase::~OwnDatabase() { drop(); }

void OwnDatabase::drop() noexcept {
  try {
    database_.close();
    if (!server_.empty())
      drop_on_server(server_, name_);
    else if (!name_.empty())
      remove_files(name_);
  } catch (const std::exception& error) {
    log_message(LogLevel::error, fmt::format("the test database {} could not be dropped: {}", name_, error.what()));
  }
}

void OwnDatabase::create_all_tables(Database& database) { database.create_tables(registry().models()); }

}  // namespace rowan::testing
