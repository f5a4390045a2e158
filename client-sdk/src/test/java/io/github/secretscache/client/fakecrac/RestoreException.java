package io.github.secretscache.client.fakecrac;

public class RestoreException extends Exception {}
