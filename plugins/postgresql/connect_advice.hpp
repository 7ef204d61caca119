// What to do when PostgreSQL lets no connection in.
#pragma once

#include <string_view>

namespace rowan::postgresql {

/// Advice on a failure to connect, by the words of the server or of libpq, which gives no SQLSTATE then. Of words in
/// another language than English it says what holds for all.
std::string_view connect_advice(std::string_view why);

}  // namespace rowan::postgresql
