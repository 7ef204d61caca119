#include "connection.hpp"

#include "statement.hpp"

namespace rowan::mysql {

std::unique_ptr<Statement> NativeConnection::prepare(std::string_view sql) {
  return std::make_unique<NativeStatement>(session_, sql);
}

}  // namespace rowan::mysql
