// What the application prints.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "importer.hpp"

namespace packages {

void report_import(const std::string& file, const ImportResult& result, std::uint64_t statements, double seconds);

/// Answers every question, `top` rows each (0: all), with the number of SQL statements it took. If `package` is empty,
/// it chooses one. False when there is no such package.
bool report_answers(std::string package, std::size_t top);

/// Prints where the code of all this is.
void report_where_to_go_on();

}  // namespace packages
