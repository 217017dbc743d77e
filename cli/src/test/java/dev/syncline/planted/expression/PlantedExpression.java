package dev.syncline.planted.expression;

public final class PlantedExpression {}
