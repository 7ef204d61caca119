#include "connection.hpp"

#include "statement.hpp"

namespace rowan::soci_path {

std::unique_ptr<Statement> SociConnection::prepare(std::string_view sql) {
  return std::make_unique<SociStatement>(*backend_, sql);
}

}  // namespace rowan::soci_path
