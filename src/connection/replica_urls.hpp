// The URLs of a database's replicas.
#pragma once

#include <string>
#include <vector>

#include "rowan/connection/url.hpp"

namespace rowan {

class Driver;

/// The replicas that are listed, and those that the `replicas` option of the primary's URL names.
/// @throws InvalidUrl for a URL that the primary's driver does not open, or a malformed list.
std::vector<Url> replica_urls(const Driver& driver, const Url& primary, const std::vector<std::string>& listed);

}  // namespace rowan
