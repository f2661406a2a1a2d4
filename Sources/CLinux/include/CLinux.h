#pragma once
#include "thread.h"
#include "wait.h"
