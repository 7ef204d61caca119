#pragma once

#include <boost/core/span.hpp>
#include <iostream>

#include "rowan/sql/dialect.hpp"

#define ROWAN_ONE 1
#define ROWAN_TWO 2
#define ROWAN_THREE 3
#define ROWAN_FOUR 4
#define ROWAN_FIVE 5
#define ROWAN_SIX 6
#define ROWAN_SEVEN 7
#define ROWAN_EIGHT 8
#define NINE 9
