#include "rowan/model/model.hpp"
